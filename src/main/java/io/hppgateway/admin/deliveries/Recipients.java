package io.hppgateway.admin.deliveries;

import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Subscription;
import io.hppgateway.tenant.Tenant;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Who can be sent something again, and with what limits: the same as for what is new. */
public final class Recipients {
    private final UnaryOperator<Duration> lease;
    private final Duration statusUpdateTimeout;

    /**
     * @param lease how long a lease is for attempts of this length
     * @param statusUpdateTimeout of an attempt at a session's own URL
     */
    public Recipients(UnaryOperator<Duration> lease, Duration statusUpdateTimeout) {
        this.lease = lease;
        this.statusUpdateTimeout = statusUpdateTimeout;
    }

    /** The tenant's endpoint of this id, or the {@code status_update} URLs that it stands for. */
    Optional<Subscription> of(Tenant tenant, String endpoint) {
        var ref = new EndpointRef(tenant.id(), endpoint);
        return ref.isStatusUpdate()
                ? Optional.of(new Subscription(ref, Subscription.DEFAULT_PERMITS, lease.apply(statusUpdateTimeout)))
                : tenant.endpoint(endpoint).map(known -> Subscription.of(tenant, known, lease));
    }

    /** The tenant's endpoint of this id; what sessions bring along is not among them. */
    Optional<Subscription> endpoint(Tenant tenant, String endpoint) {
        return of(tenant, endpoint).filter(to -> !to.endpoint().isStatusUpdate());
    }
}
