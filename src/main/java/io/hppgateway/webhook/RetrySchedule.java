package io.hppgateway.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When to try again.
 *
 * @param delays one per attempt, before it: the first is that of the first attempt
 */
public record RetrySchedule(List<Duration> delays) {
    /** Jitter only adds: a receiver that is told "30 s" is not called before. */
    private static final double JITTER = 0.2;

    /** 12 attempts over 71 hours: a weekend without the shop's operators. */
    private static final RetrySchedule STANDARD = new RetrySchedule(List.of(
            Duration.ZERO,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofHours(24),
            Duration.ofHours(24)));

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("a retry schedule has at least one attempt");
        }
    }

    /** 0, 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 3 h, 6 h, 12 h, 24 h, 24 h. */
    public static RetrySchedule standard() {
        return STANDARD;
    }

    /**
     * How long to wait after a failed attempt.
     *
     * @param attempt number of the one that failed, from 1
     * @param random 0 (inclusive) to 1 (exclusive), spreads what failed together
     * @return empty when it was the last
     */
    public Optional<Duration> after(int attempt, double random) {
        if (attempt >= delays.size()) {
            return Optional.empty();
        }
        long millis = delays.get(attempt).toMillis();
        return Optional.of(Duration.ofMillis(millis + (long) (millis * JITTER * random)));
    }
}
