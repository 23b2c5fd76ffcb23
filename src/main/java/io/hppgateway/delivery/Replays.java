package io.hppgateway.delivery;

import io.hppgateway.journal.Subscription;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends events again, in a lane of their own: 20 a second and 4 at a time per endpoint, beside what is new and never before
 * it. Futures fail with the exceptions of {@link RedisLink}.
 */
public final class Replays {
    private static final Script REPLAY = Script.load("lua/common.lua", "lua/replay.lua");

    /** Events per script call, some milliseconds of Redis' time. */
    private static final int PAGE = 200;

    private final RedisLink redis;
    private final Namespace names;
    private final Feed feed;

    /** Steers what a journal with the same namespace keeps. */
    public Replays(RedisLink redis, Namespace names, Feed feed) {
        this.redis = redis;
        this.names = names;
        this.feed = feed;
    }

    /** These events, in this order; those that do not exist any more are left out. */
    public Future<Replayed> events(Subscription to, List<String> ids, ReplayOrder order) {
        if (ids.size() > PAGE) {
            return events(to, ids.subList(0, PAGE), order)
                    .compose(some ->
                            events(to, ids.subList(PAGE, ids.size()), order).map(some::plus));
        }
        var args = Args.of(to.endpoint().toString())
                .add(to.permits())
                .add(to.lease().toMillis())
                .add(to.perSecond())
                .add(order.newIds())
                .add(order.dryRun());
        ids.forEach(args::add);
        return redis.run(REPLAY, List.of(names.of(to.endpoint().tenant())), args)
                .map(Replays::replayed);
    }

    /** Every event of the tenant that was accepted from one time (inclusive) to another (exclusive). */
    public Future<Replayed> range(Subscription to, Instant from, Instant until, ReplayOrder order) {
        return page(to, Feed.cursorBefore(from), Feed.cursorBefore(until), order, new Replayed(0, 0));
    }

    private Future<Replayed> page(Subscription to, String after, String until, ReplayOrder order, Replayed sum) {
        return feed.ids(to.endpoint().tenant(), after, until, PAGE).compose(entries -> {
            List<String> ids = entries.stream().map(Feed.Id::event).toList();
            if (ids.isEmpty()) {
                return Future.succeededFuture(sum);
            }
            String last = entries.get(entries.size() - 1).cursor();
            return events(to, ids, order).compose(some -> page(to, last, until, order, sum.plus(some)));
        });
    }

    private static Replayed replayed(@Nullable Response answer) {
        Response counts = Objects.requireNonNull(answer);
        return new Replayed(counts.get(0).toLong(), counts.get(1).toLong());
    }
}
