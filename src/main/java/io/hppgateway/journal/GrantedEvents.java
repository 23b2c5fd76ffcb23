package io.hppgateway.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.hppgateway.http.TraceParent;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What granted events say. An event never changes and is granted once to each of its endpoints, at about the same time as a
 * rule, so those that were read last are kept, open, in memory. For any thread.
 */
final class GrantedEvents {
    /** Of content; with what is around it some MiB more. */
    private static final long MOST_BYTES = 8 << 20;

    /** What an event costs without its content. */
    private static final int AROUND = 600;

    private final RedisLink redis;
    private final Namespace names;
    private final Opener opener;
    private final Cache<String, Granted> recent = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((String key, Granted granted) -> AROUND + granted.size())
            .executor(Runnable::run)
            .build();

    GrantedEvents(RedisLink redis, Namespace names, Opener opener) {
        this.redis = redis;
        this.names = names;
        this.opener = opener;
    }

    /**
     * An event.
     *
     * @param trace where it stands in its trace
     */
    record Granted(Event event, TraceParent trace) {
        int size() {
            Content content = event.content();
            return content == null
                    ? 0
                    : content.body().length() + content.session().length();
        }
    }

    /** The event of this tenant if it was read lately. */
    @Nullable
    Granted recent(String tenant, String id) {
        return recent.getIfPresent(key(tenant, id));
    }

    /** Reads it; empty when it has just outlived the retention. Fails as {@link RedisLink} does. */
    Future<Optional<Granted>> read(String tenant, String id, String session) {
        Request request = Request.cmd(Command.HMGET)
                .arg(names.of(tenant) + "event:" + id)
                .arg("head")
                .arg("content");
        return redis.send(request).map(fields -> granted(tenant, id, session, fields));
    }

    private Optional<Granted> granted(String tenant, String id, String session, @Nullable Response fields) {
        if (fields == null || fields.get(0) == null) {
            return Optional.empty();
        }
        var head = EventHead.read(fields.get(0));
        var event = opener.event(head, fields.get(1), tenant, id, session);
        var granted = new Granted(event, head.trace().orElseGet(TraceParent::start));
        if (event.content() != null) { // else another look may find a key that opens it
            recent.put(key(tenant, id), granted);
        }
        return Optional.of(granted);
    }

    private static String key(String tenant, String id) {
        return tenant + '/' + id;
    }
}
