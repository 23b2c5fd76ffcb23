package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import java.time.Duration;
import java.util.function.UnaryOperator;

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

    /**
     * What an endpoint of a tenant asks for.
     *
     * @param lease how long a lease is for attempts of this length
     */
    public static Subscription of(Tenant tenant, Endpoint endpoint, UnaryOperator<Duration> lease) {
        return new Subscription(
                new EndpointRef(tenant.id(), endpoint.id()),
                endpoint.permits(),
                lease.apply(endpoint.timeout()),
                endpoint.perSecond());
    }

    /** What accept.lua and announce.lua take of each. */
    void addTo(Args args) {
        args.add(endpoint.toString()).add(permits).add(lease.toMillis()).add(perSecond);
    }

    /** Without a rate limit. */
    public Subscription(EndpointRef endpoint, int permits, Duration lease) {
        this(endpoint, permits, lease, 0);
    }
}
