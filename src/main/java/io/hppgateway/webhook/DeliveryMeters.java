package io.hppgateway.webhook;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.Settlement;
import io.hppgateway.redis.Namespace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

/** Counts and times deliveries, without labels that grow with tenants. */
final class DeliveryMeters {
    private final Counter delivered;
    private final Counter retry;
    private final Counter dead;
    private final Counter released;
    private final Counter reaped;
    private final Counter stale;
    private final Counter faults;
    private final Timer latency;
    private final Timer attempt;

    private final MeterRegistry registry;

    private final Bounds bounds;
    // Of each bucket the System.nanoTime() from which its oldest delivery could have gone out; 0 for none.
    private final AtomicLongArray dueSince = new AtomicLongArray(Namespace.BUCKETS);

    /**
     * @param loop number of the event loop, from 0
     * @param underWay deliveries it has under way
     */
    DeliveryMeters(MeterRegistry registry, int loop, IntSupplier underWay) {
        this.registry = registry;
        bounds = new Bounds(registry);
        Gauge.builder("hpp.delivery.in.flight", underWay::getAsInt)
                .description("deliveries that an event loop has under way")
                .tag("loop", Integer.toString(loop))
                .strongReference(true)
                .register(registry);
        Gauge.builder("hpp.delivery.oldest.due", this, DeliveryMeters::oldestDue)
                .description("for how long the oldest delivery that may go out, and that no worker took, has been due")
                .baseUnit("seconds")
                .tag("loop", Integer.toString(loop))
                .register(registry);
        for (var turn : Settlement.Turn.values()) {
            if (turn != Settlement.Turn.NONE) {
                turns(turn);
            }
        }
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
        faults = Counter.builder("hpp.delivery.faults")
                .description(
                        "attempts that did not leave by a fault of ours: the event cannot be opened, built or signed")
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
        } else if (done.status() == 0) {
            faults.increment();
        }
    }

    /** An endpoint broke, works again, or was paused. */
    void turned(Settlement.Turn turn) {
        turns(turn).increment();
    }

    private Counter turns(Settlement.Turn turn) {
        return Counter.builder("hpp.endpoint.turns")
                .description("endpoints that broke, work again, or were paused")
                .tag("turn", turn.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void reached(Bound bound) {
        bounds.reached(bound);
    }

    /** What a look into a bucket left behind: the oldest has been due for this long. */
    void looked(int bucket, Duration waited) {
        dueSince.set(bucket, waited.isZero() ? 0 : Math.max(1, System.nanoTime() - waited.toNanos()));
    }

    /** It grows by itself while nobody looks, such as with Redis away. */
    private double oldestDue() {
        long now = System.nanoTime();
        return IntStream.range(0, Namespace.BUCKETS)
                        .mapToLong(dueSince::get)
                        .filter(since -> since != 0)
                        .map(since -> now - since)
                        .max()
                        .orElse(0)
                / 1e9;
    }

    void reaped(int leases) {
        reaped.increment(leases);
    }

    void stale() {
        stale.increment();
    }
}
