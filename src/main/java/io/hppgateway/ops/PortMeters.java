package io.hppgateway.ops;

import io.hppgateway.http.PortCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** Shows a port's connections: {@code hpp_connections}, {@code hpp_connections_refused_total}, {@code hpp_requests_slow_total}. */
public final class PortMeters {
    private PortMeters() {}

    /**
     * Registers the meters of one port.
     *
     * @param port {@code public} or {@code management}
     */
    public static PortCounts count(MeterRegistry registry, String port) {
        var counts = new PortCounts();
        Gauge.builder("hpp.connections", counts, PortCounts::open)
                .description("Connections that are open")
                .tag("port", port)
                .register(registry);
        FunctionCounter.builder("hpp.connections.refused", counts, PortCounts::refused)
                .description("Connections refused because there were http.connections of them already")
                .tag("port", port)
                .register(registry);
        FunctionCounter.builder("hpp.requests.slow", counts, PortCounts::slow)
                .description("Requests cut off because they did not arrive within http.receive-timeout")
                .tag("port", port)
                .register(registry);
        return counts;
    }
}
