package io.hppgateway.admin.webhooks;

import io.hppgateway.history.AttemptEntry;
import java.util.List;

/**
 * How long an endpoint's last attempts took.
 *
 * @param attempts how many were looked at
 * @param failed how many of them did not deliver
 * @param p50 half of them took at most this, ms; 0 without attempts
 * @param p99 99 of 100 took at most this, ms; 0 without attempts
 */
record Latencies(int attempts, long failed, long p50, long p99) {
    /** Behind the id of an endpoint in an attempt of its lane of replays. */
    private static final String REPLAY = "!replay";

    /** @param of attempts of a tenant, of any endpoint */
    static Latencies of(String endpoint, List<AttemptEntry> of) {
        var mine = of.stream()
                .filter(attempt -> attempt.endpoint().equals(endpoint)
                        || attempt.endpoint().equals(endpoint + REPLAY))
                .toList();
        long failed = mine.stream()
                .filter(attempt -> !attempt.outcome().equals("delivered"))
                .count();
        long[] sorted =
                mine.stream().mapToLong(AttemptEntry::latencyMillis).sorted().toArray();
        return new Latencies(sorted.length, failed, rank(sorted, 50), rank(sorted, 99));
    }

    /** Nearest rank: a value that occurred. */
    private static long rank(long[] sorted, int percent) {
        return sorted.length == 0 ? 0 : sorted[(sorted.length * percent + 99) / 100 - 1];
    }
}
