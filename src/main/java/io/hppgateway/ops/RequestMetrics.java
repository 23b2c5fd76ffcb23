package io.hppgateway.ops;

import io.hppgateway.tenant.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Times the requests of a port: {@code http_server_request_duration_seconds} by method, route template and status (names of
 * the OpenTelemetry HTTP conventions). Vert.x's own server metrics stay off: in 5.0.10 they can hang a connection that comes
 * within a millisecond of the port's opening.
 */
public final class RequestMetrics implements Handler<RoutingContext> {
    private final MeterRegistry registry;
    private final String port;
    private final TenantMeters tenants;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String method, String route, int status) {}

    /** @param port {@code public} or {@code management} */
    public RequestMetrics(MeterRegistry registry, String port) {
        this.registry = registry;
        this.port = port;
        this.tenants = new TenantMeters(registry);
    }

    /** Shows these at 0 from the start: what rises from nothing to its first value is no increase to Prometheus. */
    public void expect(String method, String route, int... statuses) {
        for (int status : statuses) {
            timers.computeIfAbsent(new Labels(method, route, status), this::register);
        }
    }

    @Override
    public void handle(RoutingContext ctx) {
        long start = System.nanoTime();
        ctx.addEndHandler(end -> record(ctx, System.nanoTime() - start));
        ctx.next();
    }

    private void record(RoutingContext ctx, long nanos) {
        timer(ctx).record(nanos, TimeUnit.NANOSECONDS);
        Caller.find(ctx)
                .ifPresent(caller ->
                        tenants.requested(caller.tenant().id(), ctx.response().getStatusCode(), nanos));
    }

    private Timer timer(RoutingContext ctx) {
        // The template, never the path: ids in a label would grow without bound.
        var route = ctx.currentRoute();
        String template = route == null || route.getPath() == null ? "unmatched" : route.getPath();
        String method = METHODS.getOrDefault(ctx.request().method().name(), "_OTHER");
        return timers.computeIfAbsent(
                new Labels(method, template, ctx.response().getStatusCode()), this::register);
    }

    // RFC 9110 and PATCH: any text can be a method, and so a label without bound.
    private static final Map<String, String> METHODS = Map.of(
            "GET", "GET", "POST", "POST", "PUT", "PUT", "PATCH", "PATCH", "DELETE", "DELETE", "HEAD", "HEAD", "OPTIONS",
            "OPTIONS");

    private Timer register(Labels labels) {
        return Timer.builder("http.server.request.duration")
                .description("Time from a request's head to the end of its answer")
                .tag("port", port)
                .tag("http.request.method", labels.method())
                .tag("http.route", labels.route())
                .tag("http.response.status_code", Integer.toString(labels.status()))
                .serviceLevelObjectives(Buckets.LATENCY)
                .register(registry);
    }

    /** Histogram bounds shared by every latency of ours. */
    static final class Buckets {
        static final Duration[] LATENCY = {
            Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
            Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
            Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
            Duration.ofSeconds(10)
        };

        private Buckets() {}
    }
}
