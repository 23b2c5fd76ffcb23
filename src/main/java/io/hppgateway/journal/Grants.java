package io.hppgateway.journal;

import io.hppgateway.journal.GrantedEvents.Granted;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.Secret;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes grants of a script's answer, which names their events only. */
final class Grants {
    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
    private static final String REPLAY = "!replay";

    private final Opener opener;
    private final GrantedEvents events;

    Grants(RedisLink redis, Namespace names, Opener opener) {
        this.opener = opener;
        this.events = new GrantedEvents(redis, names, opener);
    }

    /** What a script says of a grant, see {@code lease} in common.lua. */
    private record Lease(
            EndpointRef endpoint,
            boolean replay,
            String session,
            String webhookId,
            long fence,
            int attempt,
            @Nullable Response statusUpdate) {

        static Lease read(Response granted) {
            boolean bare = granted.type() != ResponseType.MULTI;
            String[] line = (bare ? granted : granted.get(0)).toString().split(" ", -1);
            boolean replay = line[0].endsWith(REPLAY);
            return new Lease(
                    EndpointRef.parse(replay ? line[0].substring(0, line[0].length() - REPLAY.length()) : line[0]),
                    replay,
                    line[1],
                    line[2],
                    Long.parseLong(line[3]),
                    Integer.parseInt(line[4]),
                    bare ? null : granted.get(1));
        }

        String tenant() {
            return endpoint.tenant();
        }

        String event() {
            int copy = webhookId.indexOf('~');
            return copy < 0 ? webhookId : webhookId.substring(0, copy);
        }
    }

    /**
     * The grants from this place of the answer to its end. One whose event cannot be read now is left out: its lease runs
     * out, and then it is granted again.
     */
    Future<List<Grant>> read(Response answer, int from) {
        if (answer.size() == from) {
            return Future.succeededFuture(List.of());
        }
        var leases = new ArrayList<Lease>();
        var missing = new ArrayList<Future<Optional<Granted>>>();
        var found = new ArrayList<Future<Optional<Granted>>>();
        for (int i = from; i < answer.size(); i++) {
            var lease = Lease.read(answer.get(i));
            Granted recent = events.recent(lease.tenant(), lease.event());
            var event = recent == null ? read(lease) : Future.succeededFuture(Optional.of(recent));
            leases.add(lease);
            found.add(event);
            if (recent == null) {
                missing.add(event);
            }
        }
        return missing.isEmpty()
                ? Future.succeededFuture(all(leases, found))
                : Future.join(missing).map(read -> all(leases, found));
    }

    private Future<Optional<Granted>> read(Lease lease) {
        return events.read(lease.tenant(), lease.event(), lease.session()).otherwise(failure -> {
            LOG.atWarn()
                    .addKeyValue("tenant", lease.tenant())
                    .addKeyValue("event", lease.event())
                    .log("a granted event cannot be read, its lease will run out: {}", failure.getMessage());
            return Optional.empty();
        });
    }

    private List<Grant> all(List<Lease> leases, List<Future<Optional<Granted>>> found) {
        var grants = new ArrayList<Grant>(leases.size());
        for (int i = 0; i < leases.size(); i++) {
            var lease = leases.get(i);
            found.get(i).result().ifPresent(event -> grants.add(grant(lease, event)));
        }
        return grants;
    }

    private Grant grant(Lease lease, Granted granted) {
        return new Grant(
                lease.endpoint,
                lease.replay,
                lease.fence,
                lease.attempt,
                lease.webhookId,
                granted.event(),
                url(lease),
                granted.trace());
    }

    private @Nullable Secret url(Lease lease) {
        return lease.statusUpdate == null ? null : opener.url(lease.statusUpdate, lease.tenant(), lease.session);
    }
}
