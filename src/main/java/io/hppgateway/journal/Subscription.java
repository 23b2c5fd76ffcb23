package io.hppgateway.journal;

import java.time.Duration;

/**
 * An endpoint that gets an event, and what it may be sent at once.
 *
 * @param endpoint who
 * @param permits deliveries under way at the same time over all pods, 1 to 1000; 1 makes it strictly first in, first out
 * @param lease how long a worker has for one attempt before somebody else takes over; longer than the attempt's timeout
 * @param perSecond deliveries a second, 0 for no limit
 */
public record Subscription(EndpointRef endpoint, int permits, Duration lease, int perSecond) {
    /** Enough for 100 deliveries a second to an endpoint that takes 160 ms, and few enough to be kind to a small one. */
    public static final int DEFAULT_PERMITS = 16;

    public Subscription {
        if (permits < 1 || permits > 1000 || lease.toMillis() < 1 || perSecond < 0) {
            throw new IllegalArgumentException("permits 1 to 1000, a lease and a rate of 0 or more: " + endpoint);
        }
    }

    /** Without a rate limit. */
    public Subscription(EndpointRef endpoint, int permits, Duration lease) {
        this(endpoint, permits, lease, 0);
    }
}
