package io.hppgateway.ops;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.redis.RedisObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times what Redis is asked: {@code hpp_redis_command_seconds} by script or command, of which the code has some forty. */
public final class RedisMeters implements RedisObserver {
    private final MeterRegistry registry;
    private final Bounds bounds;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String what, Result result) {}

    public RedisMeters(MeterRegistry registry) {
        this.registry = registry;
        this.bounds = new Bounds(registry);
    }

    @Override
    public void answered(String what, long nanos, Result result) {
        if (result == Result.FULL) {
            bounds.reached(Bound.REDIS_IN_FLIGHT);
        }
        timers.computeIfAbsent(new Labels(what, result), this::register).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer register(Labels labels) {
        return Timer.builder("hpp.redis.command")
                .description("time from asking Redis to its answer, with the wait for what was asked before")
                .tag("command", labels.what())
                .tag("result", labels.result().name().toLowerCase(Locale.ROOT))
                .serviceLevelObjectives(RequestMetrics.Buckets.LATENCY)
                .register(registry);
    }
}
