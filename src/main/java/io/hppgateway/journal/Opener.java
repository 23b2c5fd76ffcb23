package io.hppgateway.journal;

import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens what is sealed in events and grants. */
final class Opener {
    private static final Logger LOG = LoggerFactory.getLogger(Opener.class);

    private final SecretBox box;

    Opener(SecretBox box) {
        this.box = box;
    }

    /** An event of which the fields {@code head} and {@code content} are these. */
    Event event(Response head, Response content, String tenant, String id, String session) {
        return event(EventHead.read(head), content, tenant, id, session);
    }

    Event event(EventHead head, Response content, String tenant, String id, String session) {
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
