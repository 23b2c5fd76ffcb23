package io.hppgateway.callback;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts what Klarna's own read said of callbacks: {@code hpp_callback_checks_total}. */
final class CallbackMeters {
    private final MeterRegistry registry;

    /** What came of asking Klarna. */
    enum Outcome {
        /** Klarna says the same. */
        CONFIRMED,
        /** It gave no usable answer in time: the event goes out unverified, and is asked about later. */
        UNANSWERED,
        /** Klarna has a later status, which says nothing of this one: unverified too. */
        OUTDATED,
        /** Klarna says something else: forged, or its read lags behind. It is not taken in. */
        DENIED
    }

    CallbackMeters(MeterRegistry registry) {
        this.registry = registry;
        for (var outcome : Outcome.values()) {
            counter(outcome);
        }
    }

    void checked(Outcome outcome) {
        counter(outcome).increment();
    }

    private Counter counter(Outcome outcome) {
        return Counter.builder("hpp.callback.checks")
                .description("callbacks that Klarna was asked to confirm, by what it said")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
