package io.hppgateway.bound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts how often a {@link Bound} was reached: {@code hpp_bound_reached_total}. All of a registry's are the same counters. */
public final class Bounds {
    private final Map<Bound, Counter> reached = new EnumMap<>(Bound.class);

    public Bounds(MeterRegistry registry) {
        for (var bound : Bound.values()) {
            reached.put(
                    bound,
                    Counter.builder("hpp.bound.reached")
                            .description("times that work was turned away or put off because there was too much of it")
                            .tag("bound", bound.label())
                            .register(registry));
        }
    }

    /** It was reached once more. */
    public void reached(Bound bound) {
        Objects.requireNonNull(reached.get(bound)).increment();
    }
}
