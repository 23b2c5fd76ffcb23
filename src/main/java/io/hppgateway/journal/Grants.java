package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the grants in a script's answer and opens what is sealed in them. */
final class Grants {
    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
    private static final String REPLAY = "!replay";
    private static final int TEXTS = 4;

    private final SecretBox box;

    Grants(SecretBox box) {
        this.box = box;
    }

    /**
     * The grants from this place of the answer to its end, four texts each: "REF SESSION EVENT FENCE ATTEMPT FAULTS LEASE",
     * status_update, the
     * event's head and its content.
     */
    List<Grant> read(Response answer, int from) {
        var grants = new ArrayList<Grant>((answer.size() - from) / TEXTS);
        for (int i = from; i < answer.size(); i += TEXTS) {
            grants.add(one(answer.get(i).toString(), answer.get(i + 1), answer.get(i + 2), answer.get(i + 3)));
        }
        return grants;
    }

    private Grant one(String place, Response url, Response headOf, Response content) {
        String[] line = place.split(" ", -1);
        boolean replay = line[0].endsWith(REPLAY);
        var endpoint = EndpointRef.parse(replay ? line[0].substring(0, line[0].length() - REPLAY.length()) : line[0]);
        String tenant = endpoint.tenant();
        String session = line[1];
        String webhookId = line[2];
        int copy = webhookId.indexOf('~');
        String id = copy < 0 ? webhookId : webhookId.substring(0, copy);
        var head = EventHead.read(headOf);
        return new Grant(
                endpoint,
                replay,
                Long.parseLong(line[3]),
                Duration.ofMillis(Long.parseLong(line[6])),
                Integer.parseInt(line[4]),
                Integer.parseInt(line[5]),
                webhookId,
                event(head, content, tenant, id, session),
                url(url, tenant, session),
                head.trace().orElseGet(TraceParent::start));
    }

    /** An event of which the fields {@code head} and {@code content} are these. */
    Event event(Response head, Response content, String tenant, String id, String session) {
        return event(EventHead.read(head), content, tenant, id, session);
    }

    private Event event(EventHead head, Response content, String tenant, String id, String session) {
        return new Event(
                id,
                tenant,
                head.account(),
                session,
                head.type(),
                head.sequence(),
                head.status(),
                head.source(),
                head.verified(),
                head.outdated(),
                head.acceptedAt(),
                content(content.toBytes(), Event.contentContext(tenant, id)));
    }

    private @Nullable Content content(byte[] sealed, String context) {
        byte @Nullable [] plain = open(sealed, context);
        return plain == null ? null : Content.unpack(plain);
    }

    @Nullable
    Secret url(Response sealed, String tenant, String session) {
        String context = new RecordKey(tenant, session).context(RecordKey.STATUS_UPDATE);
        byte @Nullable [] plain = open(sealed.toBytes(), context);
        return plain == null ? null : Secret.of(new String(plain, StandardCharsets.UTF_8));
    }

    private byte @Nullable [] open(byte[] sealed, String context) {
        if (sealed.length == 0) {
            return null;
        }
        try {
            return box.open(sealed, context);
        } catch (SealBrokenException e) {
            LOG.error(e.getMessage()); // the delivery itself goes on as one that cannot be built
            return null;
        }
    }
}
