package io.hppgateway.session;

import io.hppgateway.http.Urls;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Subscription;
import io.hppgateway.secret.Sha256;
import io.hppgateway.tenant.Tenant;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** Who is told of an event: the tenant's endpoints that want its type, and the URL the session brought along. */
public final class Listeners {

    private final BooleanSupplier known;
    private final UnaryOperator<Duration> lease;
    private final Duration statusUpdateTimeout;

    /**
     * @param known whether every tenant's endpoints are known here; while they are not, nothing is taken in
     * @param lease how long a lease is for attempts of this length
     * @param statusUpdateTimeout of an attempt at a session's own URL
     */
    public Listeners(BooleanSupplier known, UnaryOperator<Duration> lease, Duration statusUpdateTimeout) {
        this.known = known;
        this.lease = lease;
        this.statusUpdateTimeout = statusUpdateTimeout;
    }

    boolean areKnown() {
        return known.getAsBoolean();
    }

    List<Subscription> of(Tenant tenant, String type, Optional<String> statusUpdate) {
        var all = new ArrayList<Subscription>();
        for (var endpoint : tenant.endpoints()) {
            if (endpoint.wants(type)) {
                all.add(Subscription.of(tenant, endpoint, lease));
            }
        }
        statusUpdate
                .map(Listeners::statusUpdateId)
                .map(id -> new Subscription(
                        new EndpointRef(tenant.id(), id),
                        Subscription.DEFAULT_PERMITS,
                        lease.apply(statusUpdateTimeout)))
                .ifPresent(all::add);
        return all;
    }

    /** One endpoint per origin, so that permits and breaker are the receiver's and not the URL's. */
    private static String statusUpdateId(String url) {
        String origin;
        try {
            origin = Urls.originOf(URI.create(url.replaceAll("\\{\\{[a-z_]+}}", "x")));
        } catch (IllegalArgumentException | NullPointerException e) {
            origin = "unusable"; // kept and reported as failed deliveries: the tenant has to see that its URL is wrong
        }
        return EndpointRef.STATUS_UPDATE + HexFormat.of().formatHex(Sha256.of(origin), 0, 8);
    }
}
