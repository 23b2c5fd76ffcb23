package io.hppgateway.ops;

import io.hppgateway.redis.RedisLink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How full Redis is: {@code hpp_redis_memory_used_ratio}, of the fullest master, 0 to 1. At 1 it stores nothing more ({@code
 * noeviction}), and Klarna's callbacks get 503. NaN when no master has a {@code maxmemory}, or none has answered yet; with Redis
 * away it stays what it was. Every process asks and shows the same.
 */
public final class RedisMemory {
    private static final Duration EVERY = Duration.ofSeconds(30);
    // INFO, section memory.
    private static final Pattern USED = Pattern.compile("(?m)^used_memory:(\\d+)");
    private static final Pattern MOST = Pattern.compile("(?m)^maxmemory:(\\d+)");

    private final Vertx vertx;
    private final RedisLink redis;
    // Written by an event loop, read by whoever scrapes.
    private volatile double ratio = Double.NaN;
    private long timer = -1;

    public RedisMemory(Vertx vertx, RedisLink redis, MeterRegistry registry) {
        this.vertx = vertx;
        this.redis = redis;
        Gauge.builder("hpp.redis.memory.used.ratio", () -> ratio)
                .description("used part of maxmemory, of the fullest master; NaN when none has a maxmemory")
                .register(registry);
    }

    /** Looks now, and every 30 s. */
    public void start() {
        look();
        timer = vertx.setPeriodic(EVERY.toMillis(), due -> look());
    }

    /** Asks each master; never fails. */
    Future<Void> look() {
        return redis.askMasters(key -> Request.cmd(Command.INFO).arg("memory"))
                .map(told -> told.stream()
                        .map(RedisLink.Told::answer)
                        .filter(answer -> answer.succeeded())
                        .map(answer -> ratio(String.valueOf(answer.result())))
                        .flatMapToDouble(OptionalDouble::stream)
                        .max())
                .onSuccess(fullest -> fullest.ifPresent(is -> ratio = is))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Empty without a limit. */
    static OptionalDouble ratio(String info) {
        var used = USED.matcher(info);
        var most = MOST.matcher(info);
        if (!used.find() || !most.find()) {
            return OptionalDouble.empty();
        }
        double limit = Double.parseDouble(most.group(1));
        return limit == 0 ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(used.group(1)) / limit);
    }

    /** Looks no more. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }
}
