package io.hppgateway.reload;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;

/**
 * {@code hpp_reload_total}: how often files were taken or refused. {@code hpp_reload_refused}: 1 while what stands in the
 * files is not what is in force. {@code hpp_reload_age_seconds}: since what is in force was taken. Each by {@code what}.
 */
final class ReloadMeters {
    private final Counter taken;
    private final Counter refused;
    private volatile long since = System.nanoTime();
    private volatile boolean isRefused;

    ReloadMeters(MeterRegistry registry, String what) {
        taken = counter(registry, what, "taken");
        refused = counter(registry, what, "refused");
        Gauge.builder("hpp.reload.refused", this, meters -> meters.isRefused ? 1 : 0)
                .description("1 while files are refused and what they held before is in force")
                .tag("what", what)
                .strongReference(true)
                .register(registry);
        TimeGauge.builder("hpp.reload.age", this, TimeUnit.NANOSECONDS, meters -> System.nanoTime() - meters.since)
                .description("Since what is in force was read from files")
                .tag("what", what)
                .strongReference(true)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String what, String result) {
        return Counter.builder("hpp.reload")
                .description("Files that changed while the gateway ran")
                .tag("what", what)
                .tag("result", result)
                .register(registry);
    }

    void taken() {
        taken.increment();
        since = System.nanoTime();
    }

    void refused() {
        refused.increment();
        isRefused = true;
    }

    void good() {
        isRefused = false;
    }
}
