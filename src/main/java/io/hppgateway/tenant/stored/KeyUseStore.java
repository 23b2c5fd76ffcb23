package io.hppgateway.tenant.stored;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.tenant.KeyUses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When each key was used last by any pod, in the hash {@code …:{admin}:used}. What pods note in their {@link KeyUses} is brought
 * there every few seconds, so that no request waits for it; a pod that is killed forgets that much.
 */
public final class KeyUseStore {
    private static final Duration FLUSH = Duration.ofSeconds(3);

    /** Keys of one script call: less than a millisecond of Redis. */
    private static final int BATCH = 500;

    private static final Script USED = Script.load("lua/registry-used.lua");

    private final Vertx vertx;
    private final RedisLink redis;
    private final String base;
    private final KeyUses uses;
    private final Clock clock;
    private long timer = -1;

    public KeyUseStore(Vertx vertx, RedisLink redis, Namespace names, KeyUses uses, Clock clock) {
        this.vertx = vertx;
        this.redis = redis;
        this.base = names.admin();
        this.uses = uses;
        this.clock = clock;
    }

    /** Begins to bring what was noted. */
    public void start() {
        timer = vertx.setPeriodic(FLUSH.toMillis(), due -> flush());
    }

    private Future<Void> flush() {
        var all = Future.<Void>succeededFuture();
        var batch = new HashMap<String, Long>();
        for (var use : uses.take(clock.instant()).entrySet()) {
            batch.put(use.getKey(), use.getValue());
            if (batch.size() == BATCH) {
                var full = Map.copyOf(batch);
                all = all.eventually(() -> bring(full));
                batch.clear();
            }
        }
        var rest = Map.copyOf(batch);
        return rest.isEmpty() ? all : all.eventually(() -> bring(rest));
    }

    private Future<Void> bring(Map<String, Long> batch) {
        var args = new Args();
        batch.forEach((id, time) -> args.add(id).add(time));
        return redis.run(USED, List.of(base), args)
                .onFailure(away -> uses.giveBack(batch))
                .mapEmpty();
    }

    /** When these were used last; one that never was is missing. */
    public Future<Map<String, Instant>> of(List<String> keyIds) {
        if (keyIds.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        var ask = Request.cmd(Command.HMGET).arg(base + "used");
        keyIds.forEach(ask::arg);
        return redis.send(ask).map(Objects::requireNonNull).map(answer -> {
            var times = new HashMap<String, Instant>();
            for (int i = 0; i < keyIds.size(); i++) {
                @Nullable Response stored = answer.get(i);
                String id = keyIds.get(i);
                if (stored != null) {
                    times.put(id, Instant.ofEpochMilli(stored.toLong()));
                }
                uses.last(id).ifPresent(here -> times.merge(id, here, (a, b) -> a.isAfter(b) ? a : b));
            }
            return times;
        });
    }

    /** Forgets those of keys that are gone. */
    public Future<Void> forget(List<String> keyIds) {
        if (keyIds.isEmpty()) {
            return Future.succeededFuture();
        }
        var delete = Request.cmd(Command.HDEL).arg(base + "used");
        keyIds.forEach(delete::arg);
        return redis.send(delete).mapEmpty();
    }

    /** Brings the last of it. */
    public Future<Void> close() {
        vertx.cancelTimer(timer);
        return flush();
    }
}
