package io.hppgateway;

import io.hppgateway.OtlpCollector.Span;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/** A gateway that records, with its collector. */
final class TracedWorld implements AutoCloseable {
    static final int INTERNAL = 1;
    static final int SERVER = 2;
    static final int CLIENT = 3;
    /** Of a span's status. */
    static final int ERROR = 2;
    /** The span of who calls. */
    static final String CALLER = "00f067aa0ba902b7";
    /** To be found in nothing that is exported. */
    static final String SPOKEN = "words-of-a-caller";

    final OtlpCollector collector = new OtlpCollector();
    final GatewayKit kit = GatewayKit.start(
            TestRedis.url(),
            Map.of(
                    "HPP_TRACING_ENDPOINT", collector.url(),
                    "HPP_TRACING_HEADERS", "Authorization=Bearer%20of-the-collector",
                    "HPP_WEBHOOK_SCHEDULE", "0s, 50ms, 50ms",
                    // Later than any callback that a test waits for.
                    "HPP_RECONCILE_FIRST_AFTER", "15s",
                    "HPP_RECONCILE_LOOK", "100ms",
                    "OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=gateway-7,deployment.environment.name=test%20bed"));

    static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** What a caller sends that is in this trace. */
    static String traceparent(String trace, String flags) {
        return "00-" + trace + "-" + CALLER + "-" + flags;
    }

    /** Acme, in this trace. */
    ApiClient in(String trace, String flags) {
        return kit.acme().with("traceparent", traceparent(trace, flags));
    }

    static Predicate<Span> named(String trace, String name) {
        return span -> span.trace().equals(trace) && span.name().equals(name);
    }

    static Predicate<Span> about(String session, String name) {
        return span -> session.equals(span.get("hpp.session_id")) && span.name().equals(name);
    }

    /** The headers that Klarna got with the last call of this kind. */
    JsonObject lastCall(String method, String path) {
        var calls = kit.klarna().calls(method, path);
        return calls.get(calls.size() - 1).getJsonObject("headers");
    }

    /** Spans come in the order in which they ended, so that what ended before this one is there when this one is. */
    void everythingIsExported() {
        String trace = newTrace();
        in(trace, "01").get("/v1/events");
        collector.awaitOne(named(trace, "GET /v1/events"));
    }

    @Override
    public void close() {
        kit.close();
        collector.close();
    }
}
