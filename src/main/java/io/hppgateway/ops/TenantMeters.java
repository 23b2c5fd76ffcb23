package io.hppgateway.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Times requests by tenant: {@code hpp_tenant_request_seconds}. The first 50 tenants that call have a label of their own, and
 * whoever calls most is among them soon after a start; the rest share {@code _other}; decision 0021 says why it stays at that.
 */
final class TenantMeters {
    /** With five outcomes and three series each 750 series of a process, about as many as all others together. */
    private static final int MOST = 50;

    private static final String REST = "_other";

    private final MeterRegistry registry;
    private final Map<String, String> labels = new ConcurrentHashMap<>();
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String tenant, String outcome) {}

    TenantMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void requested(String tenant, int status, long nanos) {
        var by = new Labels(label(tenant), status / 100 + "xx");
        timers.computeIfAbsent(by, this::register).record(nanos, TimeUnit.NANOSECONDS);
    }

    private String label(String tenant) {
        String known = labels.get(tenant);
        if (known != null) {
            return known;
        }
        // Two at once may both be let in; what counts is that there is an end to it.
        return labels.size() < MOST ? labels.computeIfAbsent(tenant, id -> id) : REST;
    }

    private Timer register(Labels by) {
        return Timer.builder("hpp.tenant.request")
                .description("time of tenants' requests; the first 50 tenants have a label, the rest share _other")
                .tag("tenant", by.tenant())
                .tag("outcome", by.outcome())
                .register(registry);
    }
}
