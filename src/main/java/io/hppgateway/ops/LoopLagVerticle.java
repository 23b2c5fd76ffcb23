package io.hppgateway.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/**
 * How late its event loop is: {@code hpp_event_loop_lag_seconds}, and that it turns. Deployed once per loop; costs ten timers a
 * second.
 */
public final class LoopLagVerticle extends VerticleBase {
    /** Often enough to see a pause of 100 ms, and nothing beside the timers of deliveries. */
    private static final long EVERY_MS = 100;

    private final MeterRegistry registry;
    private final LoopTicks ticks;
    private final int loop;
    private long timer = -1;

    /** @param loop number of the instance, from 0 */
    public LoopLagVerticle(MeterRegistry registry, LoopTicks ticks, int loop) {
        this.registry = registry;
        this.ticks = ticks;
        this.loop = loop;
    }

    @Override
    public Future<?> start() {
        var lag = Timer.builder("hpp.event.loop.lag")
                .description("how late timers fire: time that an event loop spent on one thing, or waited for a CPU")
                .tag("loop", Integer.toString(loop))
                .serviceLevelObjectives(RequestMetrics.Buckets.LATENCY)
                .register(registry);
        next(lag);
        return Future.succeededFuture();
    }

    private void next(Timer lag) {
        ticks.turned(loop);
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
        timer = vertx.setTimer(EVERY_MS, fired -> {
            lag.record(Math.max(0, System.nanoTime() - due), TimeUnit.NANOSECONDS);
            next(lag);
        });
    }

    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        ticks.ended(loop);
        return Future.succeededFuture();
    }
}
