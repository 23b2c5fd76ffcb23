package io.hppgateway.delivery;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's events in the order they were accepted: where they stand. Reads {@code feed:TENANT} of the journal. Futures fail with the exceptions of {@link RedisLink}.
 */
public final class Feed {
    /** Before everything. */
    public static final String START = "0-0";

    private final RedisLink redis;
    private final Namespace names;

    record Id(String cursor, String event) {}

    /** Reads what a journal with the same namespace wrote. */
    public Feed(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.names = names;
    }

    /** The cursor of the newest event; {@link #START} when there is none. */
    public Future<String> newest(String tenant) {
        return redis.send(Request.cmd(Command.XREVRANGE)
                        .arg(key(tenant))
                        .arg("+")
                        .arg("-")
                        .arg("COUNT")
                        .arg(1))
                .map(Feed::ids)
                .map(ids -> ids.isEmpty() ? START : ids.get(0).cursor());
    }

    static String cursorBefore(Instant time) {
        return Math.max(0, time.toEpochMilli() - 1) + "-" + Long.MAX_VALUE;
    }

    Future<List<Id>> ids(String tenant, String after, String until, int limit) {
        return redis.send(Request.cmd(Command.XRANGE)
                        .arg(key(tenant))
                        .arg("(" + after)
                        .arg(until)
                        .arg("COUNT")
                        .arg(limit))
                .map(Feed::ids);
    }

    private static List<Id> ids(@Nullable Response entries) {
        var ids = new ArrayList<Id>();
        if (entries != null) {
            entries.forEach(entry -> ids.add(new Id(
                    entry.get(0).toString(), StreamFields.of(entry.get(1)).text("event"))));
        }
        return ids;
    }

    private String key(String tenant) {
        return names.of(tenant) + "feed:" + tenant;
    }
}
