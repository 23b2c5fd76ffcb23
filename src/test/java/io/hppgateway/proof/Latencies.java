package io.hppgateway.proof;

import java.util.Collection;
import java.util.Locale;

/** Durations in ns, sorted. */
public final class Latencies {
    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    public static Latencies of(Collection<Long> nanos) {
        return new Latencies(nanos.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    /** In ms. */
    public double quantile(double q) {
        return sorted[(int) Math.ceil(q * sorted.length) - 1] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "n=%d p50=%.1fms p99=%.1fms", sorted.length, quantile(0.5), quantile(0.99));
    }
}
