package io.hppgateway.reconcile;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.redis.Namespace;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/** Counts checks and what they found, without labels that grow with tenants. Gauges are about all pods' common queue. */
final class ReconcileMeters {
    private final Map<CheckOutcome, Counter> checks = new EnumMap<>(CheckOutcome.class);
    private final Counter found;
    private final Bounds bounds;
    private final AtomicIntegerArray open = new AtomicIntegerArray(Namespace.BUCKETS);
    private final AtomicLongArray late = new AtomicLongArray(Namespace.BUCKETS);

    ReconcileMeters(MeterRegistry registry) {
        for (var outcome : CheckOutcome.values()) {
            checks.put(
                    outcome,
                    Counter.builder("hpp.reconcile.checks")
                            .description("sessions that Klarna was asked about, by what came of it")
                            .tag("outcome", outcome.label())
                            .register(registry));
        }
        bounds = new Bounds(registry);
        found = Counter.builder("hpp.reconcile.found")
                .description("events that tenants got because Klarna was asked")
                .register(registry);
        Gauge.builder("hpp.reconcile.open", this, ReconcileMeters::open)
                .description("sessions of all pods that wait for a check")
                .register(registry);
        Gauge.builder("hpp.reconcile.late", this, ReconcileMeters::late)
                .description("how far behind their time the checks are: the budget or the slots do not suffice")
                .baseUnit("seconds")
                .register(registry);
    }

    void checked(CheckOutcome outcome) {
        Objects.requireNonNull(checks.get(outcome)).increment();
    }

    /** Sessions wait for a check, and there is no room for one. */
    void full() {
        bounds.reached(Bound.RECONCILE_IN_FLIGHT);
    }

    void found() {
        found.increment();
    }

    void looked(int bucket, Claims claims) {
        open.set(bucket, claims.open());
        late.set(bucket, claims.late().toMillis());
    }

    private double open() {
        return IntStream.range(0, Namespace.BUCKETS).map(open::get).sum();
    }

    private double late() {
        return IntStream.range(0, Namespace.BUCKETS).mapToLong(late::get).max().orElse(0) / 1000.0;
    }
}
