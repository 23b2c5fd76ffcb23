package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the grants in a script's answer and opens what is sealed in them. */
final class Grants {
    private static final Logger LOG = LoggerFactory.getLogger(Grants.class);
    private static final String REPLAY = "!replay";

    /** What {@link Events} reads of an event; from the second on in the order the scripts answer them. */
    static final List<String> EVENT_FIELDS = List.of(
            "tenant",
            "type",
            "seq",
            "source",
            "verified",
            "outdated",
            "status",
            "account",
            "accepted_at",
            "content",
            "session");

    private final SecretBox box;

    Grants(SecretBox box) {
        this.box = box;
    }

    /** The grants from this place of the answer to its end. */
    List<Grant> read(Response answer, int from) {
        var grants = new ArrayList<Grant>(answer.size() - from);
        for (int i = from; i < answer.size(); i++) {
            grants.add(one(answer.get(i)));
        }
        return grants;
    }

    /** ref, session, event, fence, attempt, status_update, then the event, then its trace. */
    private Grant one(Response r) {
        String lane = text(r, 0);
        boolean replay = lane.endsWith(REPLAY);
        var endpoint = EndpointRef.parse(replay ? lane.substring(0, lane.length() - REPLAY.length()) : lane);
        String tenant = endpoint.tenant();
        String session = text(r, 1);
        String webhookId = text(r, 2);
        int copy = webhookId.indexOf('~');
        String id = copy < 0 ? webhookId : webhookId.substring(0, copy);
        var event = event(r, 6, tenant, id, session);
        return new Grant(
                endpoint,
                replay,
                r.get(3).toLong(),
                r.get(4).toInteger(),
                webhookId,
                event,
                url(r.get(5), tenant, session),
                TraceParent.parse(text(r, 15)).orElseGet(TraceParent::start));
    }

    /** Nine fields from this place on: type, seq, source, verified, outdated, status, account, accepted_at, content. */
    Event event(Response r, int from, String tenant, String id, String session) {
        return new Event(
                id,
                tenant,
                text(r, from + 6),
                session,
                text(r, from),
                Long.parseLong(text(r, from + 1)),
                text(r, from + 5),
                text(r, from + 2),
                text(r, from + 3).equals("1"),
                text(r, from + 4).equals("1"),
                Long.parseLong(text(r, from + 7)),
                content(r.get(from + 8).toBytes(), Event.contentContext(tenant, id)));
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

    private static String text(Response r, int at) {
        return r.get(at).toString();
    }
}
