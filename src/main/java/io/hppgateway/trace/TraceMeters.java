package io.hppgateway.trace;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what becomes of finished spans; there also when nothing is recorded, and 0 then. */
final class TraceMeters {
    private final Counter exported;
    private final Counter full;
    private final Counter refused;

    TraceMeters(MeterRegistry registry) {
        exported = Counter.builder("hpp.tracing.exported")
                .description("spans that the collector took")
                .register(registry);
        full = dropped(registry, "full");
        refused = dropped(registry, "collector");
    }

    private static Counter dropped(MeterRegistry registry, String reason) {
        return Counter.builder("hpp.tracing.dropped")
                .description("spans that were thrown away: too many waited, or the collector was away or refused them")
                .tag("reason", reason)
                .register(registry);
    }

    void exported(int spans) {
        exported.increment(spans);
    }

    void refused(int spans) {
        refused.increment(spans);
    }

    void full() {
        full.increment();
    }
}
