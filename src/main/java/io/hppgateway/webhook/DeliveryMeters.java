package io.hppgateway.webhook;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.Settlement;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** Counts and times deliveries, without labels that grow with tenants. */
final class DeliveryMeters {
    private final Counter delivered;
    private final Counter retry;
    private final Counter dead;
    private final Counter released;
    private final Counter reaped;
    private final Counter stale;
    private final Timer latency;
    private final Timer attempt;

    private final MeterRegistry registry;

    DeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
        delivered = outcome(registry, "delivered");
        retry = outcome(registry, "retry");
        dead = outcome(registry, "dead");
        released = outcome(registry, "released");
        reaped = Counter.builder("hpp.delivery.lease.reaped")
                .description("leases that ran out: their worker died or was too slow")
                .register(registry);
        stale = Counter.builder("hpp.delivery.settle.stale")
                .description("outcomes refused because their lease had run out")
                .register(registry);
        latency = Timer.builder("hpp.delivery.latency")
                .description("from the acceptance of an event to its delivery")
                .publishPercentileHistogram()
                .register(registry);
        attempt = Timer.builder("hpp.delivery.attempt")
                .description("one attempt, from its start to the answer")
                .publishPercentileHistogram()
                .register(registry);
    }

    private static Counter outcome(MeterRegistry registry, String outcome) {
        return Counter.builder("hpp.deliveries")
                .description("attempts by what became of them")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** @param age time since the event was accepted */
    void settled(DeliveryOutcome outcome, Duration age) {
        if (outcome instanceof DeliveryOutcome.Delivered done) {
            delivered.increment();
            latency.record(age.isNegative() ? Duration.ZERO : age);
            attempted(done.attempt());
        } else if (outcome instanceof DeliveryOutcome.Retry again) {
            retry.increment();
            attempted(again.attempt());
        } else if (outcome instanceof DeliveryOutcome.Dead given) {
            dead.increment();
            attempted(given.attempt());
        } else {
            released.increment();
        }
    }

    private void attempted(Attempt done) {
        if (!done.ours()) {
            attempt.record(done.latency());
        }
    }

    /** An endpoint broke, works again, or was paused. */
    void turned(Settlement.Turn turn) {
        registry.counter("hpp.endpoint.turns", "turn", turn.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    void reaped(int leases) {
        reaped.increment(leases);
    }

    void stale() {
        stale.increment();
    }
}
