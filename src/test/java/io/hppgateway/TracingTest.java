package io.hppgateway;

import static io.hppgateway.TracedWorld.CALLER;
import static io.hppgateway.TracedWorld.CLIENT;
import static io.hppgateway.TracedWorld.ERROR;
import static io.hppgateway.TracedWorld.SERVER;
import static io.hppgateway.TracedWorld.SPOKEN;
import static io.hppgateway.TracedWorld.about;
import static io.hppgateway.TracedWorld.named;
import static io.hppgateway.TracedWorld.newTrace;
import static io.hppgateway.TracedWorld.traceparent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector hears of requests, and of the calls to Klarna that they make. */
final class TracingTest {
    private static TracedWorld world;

    @BeforeAll
    static void open() {
        world = new TracedWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @Test
    void aCreateGoesFromTheTenantThroughTheGatewayToKlarna() {
        String trace = newTrace();
        String session = world.kit.hosted(world.in(trace, "01").with("tracestate", "vendor=mark"));

        var server =
                world.collector.awaitOne(named(trace, "POST /hpp/v1/sessions").and(span -> span.kind() == SERVER));
        assertThat(server.parent()).isEqualTo(CALLER);
        assertThat(server.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/hpp/v1/sessions")
                .containsEntry("http.response.status_code", 201L)
                .containsEntry("url.scheme", "http")
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("hpp.session_id", session)
                .hasSize(6);
        var client =
                world.collector.awaitOne(named(trace, "POST /hpp/v1/sessions").and(span -> span.kind() == CLIENT));
        assertThat(client.parent()).isEqualTo(server.id());
        assertThat(client.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("url.template", "/hpp/v1/sessions")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("http.response.status_code", 201L)
                .containsEntry("hpp.tenant", "acme")
                .containsKeys("server.port", "hpp.klarna_correlation_id");
        var heard = world.lastCall("POST", "/hpp/v1/sessions");
        assertThat(heard.getString("traceparent")).isEqualTo(client.traceparent());
        assertThat(heard.getString("tracestate")).isEqualTo("vendor=mark");
    }

    @Test
    void aPlaceThatIsNoneBeginsATraceWithoutItsState() {
        world.kit.hosted(world.kit.acme().with("traceparent", "nonsense").with("tracestate", "vendor=mark"));

        var heard = world.lastCall("POST", "/hpp/v1/sessions");
        assertThat(heard.getString("tracestate")).isNull();
        var client = world.collector.awaitOne(span -> span.traceparent().equals(heard.getString("traceparent")));
        assertThat(world.collector
                        .awaitOne(span -> span.id().equals(client.parent()))
                        .parent())
                .isEmpty();
    }

    @Test
    void whatItsCallerDoesNotRecordIsPassedOnAndNotRecorded() {
        String trace = newTrace();
        world.kit.hosted(world.in(trace, "00"));
        world.everythingIsExported();

        assertThat(world.lastCall("POST", "/hpp/v1/sessions").getString("traceparent"))
                .startsWith("00-" + trace + "-")
                .endsWith("-00")
                .doesNotContain(CALLER);
        assertThat(world.collector.spans(span -> span.trace().equals(trace))).isEmpty();
    }

    @Test
    void anErrorOfOursIsMarkedAndOneOfTheCallersIsNot() {
        String trace = newTrace();
        var caller = world.in(trace, "01");
        var bad = caller.post("/hpp/v1/sessions", "{}").isProblem(400, "BAD_VALUE");
        world.kit.klarna().fault("/payments/v1/sessions", "status", 500);
        caller.post("/payments/v1/sessions", GatewayKit.order("SE"));
        world.kit.klarna().heal();

        var refused = world.collector.awaitOne(named(trace, "POST /hpp/v1/sessions"));
        assertThat(refused.status()).isZero();
        assertThat(refused.attributes())
                .containsEntry("http.response.status_code", 400L)
                .containsEntry("hpp.correlation_id", bad.json().getString("correlation_id"))
                .doesNotContainKey("error.type");
        var failed = world.collector.awaitOne(named(trace, "POST /payments/v1/"));
        assertThat(failed.status()).isEqualTo(ERROR);
        assertThat(failed.attributes()).containsEntry("error.type", "500");
        var call = world.collector.awaitOne(named(trace, "POST /payments/v1/sessions"));
        assertThat(call.status()).isEqualTo(ERROR);
        assertThat(call.attributes()).containsEntry("error.type", "500");
    }

    @Test
    void pathsThatCannotBeReadOrAreNotThereAreSpansToo() {
        String trace = newTrace();
        world.in(trace, "01").send("PURGE", "/nowhere/" + SPOKEN, BodyPublishers.noBody());
        world.in(trace, "01").get("/nowhere/" + SPOKEN);
        String unknown = newTrace();
        world.kit.nobody().with("traceparent", traceparent(unknown, "01")).get("/hpp/v1/sessions/" + SPOKEN);

        assertThat(world.collector.awaitOne(named(trace, "HTTP")).attributes())
                .containsEntry("http.request.method", "_OTHER")
                .doesNotContainKey("http.route");
        assertThat(world.collector.awaitOne(named(trace, "GET")).attributes())
                .containsEntry("http.response.status_code", 404L)
                .doesNotContainKey("http.route");
        assertThat(world.collector
                        .awaitOne(named(unknown, "GET /hpp/v1/sessions/:session"))
                        .attributes())
                .containsEntry("http.response.status_code", 401L)
                .doesNotContainKeys("hpp.tenant", "hpp.session_id");
    }

    @Test
    void aStreamThatItsReaderLeavesIsNoError() throws IOException {
        String trace = newTrace();
        var stream = (HttpURLConnection)
                URI.create(world.kit.url() + "/v1/events/stream").toURL().openConnection();
        stream.setRequestProperty("Authorization", "Bearer " + KitTenants.ACME_KEY);
        stream.setRequestProperty("traceparent", traceparent(trace, "01"));
        assertThat(stream.getResponseCode()).isEqualTo(200);
        stream.disconnect();

        var span = world.collector.awaitOne(named(trace, "GET /v1/events/stream"));
        assertThat(span.status()).isZero();
        assertThat(span.attributes())
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("hpp.incomplete", true)
                .doesNotContainKey("error.type");
    }

    @Test
    void onlyTheShareThatIsAskedForBeginsHere() {
        // Without checks, which it would take from the other one and not record.
        var quiet = world.kit.open(Map.of("HPP_TRACING_SAMPLE_RATIO", "0", "HPP_RECONCILE_ENABLED", "false"));
        var caller = ApiClient.of(quiet.url()).authorized("Bearer " + KitTenants.ACME_KEY);
        String trace = newTrace();
        caller.get("/hpp/v1/sessions/of-nobody");
        caller.with("traceparent", traceparent(trace, "01")).get("/hpp/v1/sessions/unknown");

        world.collector.awaitOne(named(trace, "GET /hpp/v1/sessions/:session"));
        assertThat(world.collector.spans(about("of-nobody", "GET /hpp/v1/sessions/:session")))
                .isEmpty();
    }

    @Test
    void theCollectorIsToldWhichProgramThisIs() {
        world.everythingIsExported();

        assertThat(world.collector.exports()).isNotEmpty().allSatisfy(export -> {
            assertThat(export.path()).isEqualTo("/v1/traces");
            assertThat(export.contentType()).isEqualTo("application/x-protobuf");
            assertThat(export.authorization()).isEqualTo("Bearer of-the-collector");
        });
        assertThat(world.collector.resources())
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(resource)
                        .containsEntry("service.name", "hpp-gateway")
                        .containsEntry("k8s.pod.name", "gateway-7")
                        .containsEntry("deployment.environment.name", "test bed")
                        .containsKeys("service.version", "service.instance.id", "telemetry.sdk.name"));
        assertThat(ApiClient.of(world.kit.managementUrl()).get("/metrics").text())
                .containsPattern("(?m)^hpp_tracing_exported_total [1-9]")
                .contains("hpp_tracing_dropped_total{reason=\"collector\"} 0.0")
                .contains("hpp_tracing_dropped_total{reason=\"full\"} 0.0");
    }
}
