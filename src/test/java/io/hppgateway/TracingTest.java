package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.OtlpCollector.Span;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector hears of a gateway at work. */
final class TracingTest {
    private static final int INTERNAL = 1;
    private static final int SERVER = 2;
    private static final int CLIENT = 3;
    private static final int ERROR = 2;
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String URL_TOKEN = "secret-token-in-a-url";
    private static final String SPOKEN = "words-of-a-caller";

    private static OtlpCollector collector;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        collector = new OtlpCollector();
        kit = GatewayKit.start(
                TestRedis.url(),
                Map.of(
                        "HPP_TRACING_ENDPOINT", collector.url(),
                        "HPP_TRACING_HEADERS", "Authorization=Bearer%20of-the-collector",
                        "HPP_WEBHOOK_SCHEDULE", "0s, 50ms, 50ms",
                        "HPP_RECONCILE_FIRST_AFTER", "1s",
                        "HPP_RECONCILE_LOOK", "100ms",
                        "OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name=gateway-7,deployment.environment.name=test%20bed"));
    }

    @AfterAll
    static void close() {
        kit.close();
        collector.close();
    }

    @BeforeEach
    void healTheReceivers() {
        kit.hooks().answer(hook -> 200);
    }

    private static String newTrace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static ApiClient in(String trace, String flags) {
        return kit.acme().with("traceparent", "00-" + trace + "-" + CALLER + "-" + flags);
    }

    private static Predicate<Span> named(String trace, String name) {
        return span -> span.trace().equals(trace) && span.name().equals(name);
    }

    private static Predicate<Span> about(String session, String name) {
        return span -> session.equals(span.get("hpp.session_id")) && span.name().equals(name);
    }

    private static JsonObject lastCall(String method, String path) {
        var calls = kit.klarna().calls(method, path);
        return calls.get(calls.size() - 1).getJsonObject("headers");
    }

    /** Spans come in the order in which they ended, so that what ended before this one is there when this one is. */
    private static void everythingIsExported() {
        String trace = newTrace();
        in(trace, "01").get("/v1/events");
        collector.awaitOne(named(trace, "GET /v1/events"));
    }

    @Test
    void aCreateGoesFromTheTenantThroughTheGatewayToKlarna() {
        String trace = newTrace();
        String session = kit.hosted(in(trace, "01").with("tracestate", "vendor=mark"));

        var server = collector.awaitOne(named(trace, "POST /hpp/v1/sessions").and(span -> span.kind() == SERVER));
        assertThat(server.parent()).isEqualTo(CALLER);
        assertThat(server.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/hpp/v1/sessions")
                .containsEntry("http.response.status_code", 201L)
                .containsEntry("url.scheme", "http")
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("hpp.session_id", session)
                .hasSize(6);
        var client = collector.awaitOne(named(trace, "POST /hpp/v1/sessions").and(span -> span.kind() == CLIENT));
        assertThat(client.parent()).isEqualTo(server.id());
        assertThat(client.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("url.template", "/hpp/v1/sessions")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry("http.response.status_code", 201L)
                .containsEntry("hpp.tenant", "acme")
                .containsKeys("server.port", "hpp.klarna_correlation_id");
        var heard = lastCall("POST", "/hpp/v1/sessions");
        assertThat(heard.getString("traceparent")).isEqualTo(client.traceparent());
        assertThat(heard.getString("tracestate")).isEqualTo("vendor=mark");
    }

    @Test
    void aPlaceThatIsNoneBeginsATraceWithoutItsState() {
        kit.hosted(kit.acme().with("traceparent", "nonsense").with("tracestate", "vendor=mark"));

        var heard = lastCall("POST", "/hpp/v1/sessions");
        assertThat(heard.getString("tracestate")).isNull();
        var client = collector.awaitOne(span -> span.traceparent().equals(heard.getString("traceparent")));
        assertThat(collector.awaitOne(span -> span.id().equals(client.parent())).parent())
                .isEmpty();
    }

    @Test
    void whatItsCallerDoesNotRecordIsPassedOnAndNotRecorded() {
        String trace = newTrace();
        kit.hosted(in(trace, "00"));
        everythingIsExported();

        assertThat(lastCall("POST", "/hpp/v1/sessions").getString("traceparent"))
                .startsWith("00-" + trace + "-")
                .endsWith("-00")
                .doesNotContain(CALLER);
        assertThat(collector.spans(span -> span.trace().equals(trace))).isEmpty();
    }

    @Test
    void aCallbackGoesThroughItsAcceptanceToEveryAttempt() {
        var refused = ConcurrentHashMap.newKeySet();
        kit.hooks().answer(hook -> refused.add(hook.header("webhook-id")) ? 503 : 200);
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        var hooks = kit.hooks().await("/acme", session, 2);

        var attempts = collector.await(2, about(session, "POST webhook"));
        var callback = collector.awaitOne(about(session, "POST /callbacks/v1/:tenant/:link"));
        assertThat(callback.kind()).isEqualTo(SERVER);
        assertThat(callback.parent()).isEmpty();
        assertThat(callback.attributes())
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("http.response.status_code", 200L);
        var readBack = collector.awaitOne(about(session, "read back"));
        assertThat(readBack.parent()).isEqualTo(callback.id());
        var read = collector.awaitOne(named(callback.trace(), "GET /hpp/v1/sessions/{id}"));
        assertThat(read.parent()).isEqualTo(readBack.id());
        assertThat(lastCall("GET", "/hpp/v1/sessions/" + session).getString("traceparent"))
                .isEqualTo(read.traceparent());
        var accept = collector.awaitOne(about(session, "accept"));
        assertThat(accept.kind()).isEqualTo(INTERNAL);
        assertThat(accept.parent()).isEqualTo(callback.id());
        assertThat(accept.attributes())
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("hpp.status", "COMPLETED")
                .containsEntry("hpp.event_type", "session.completed")
                .containsEntry("hpp.event_id", hooks.get(0).header("webhook-id"))
                .containsEntry("hpp.source", "callback")
                .containsEntry("hpp.verified", true)
                .containsEntry("hpp.known", false)
                .containsEntry("hpp.sequence", 1L);
        assertThat(attempts).allSatisfy(attempt -> {
            assertThat(attempt.kind()).isEqualTo(CLIENT);
            assertThat(attempt.trace()).isEqualTo(callback.trace());
            assertThat(attempt.parent()).isEqualTo(accept.id());
            assertThat(attempt.attributes())
                    .containsEntry("hpp.endpoint_id", "shop")
                    .containsEntry("hpp.event_id", accept.get("hpp.event_id"))
                    .containsEntry("server.address", "127.0.0.1");
        });
        assertThat(attempts.get(0).status()).isEqualTo(ERROR);
        assertThat(attempts.get(0).attributes())
                .containsEntry("hpp.attempt", 1L)
                .containsEntry("http.response.status_code", 503L)
                .containsEntry("error.type", "503")
                .doesNotContainKey("http.request.resend_count");
        assertThat(attempts.get(1).status()).isZero();
        assertThat(attempts.get(1).attributes())
                .containsEntry("hpp.attempt", 2L)
                .containsEntry("http.request.resend_count", 1L)
                .containsEntry("http.response.status_code", 200L);
        assertThat(hooks)
                .extracting(hook -> hook.header("traceparent"))
                .containsExactly(attempts.get(0).traceparent(), attempts.get(1).traceparent());
    }

    @Test
    void aDisableIsOneTraceFromTheTenantToItsWebhook() {
        String session = kit.hosted(kit.acme());
        String trace = newTrace();
        in(trace, "01").delete("/hpp/v1/sessions/" + session);
        kit.hooks().awaitOne("/acme", session, "session.disabled");

        var server = collector.awaitOne(named(trace, "DELETE /hpp/v1/sessions/:session"));
        assertThat(server.get("hpp.session_id")).isEqualTo(session);
        var accept = collector.awaitOne(named(trace, "accept"));
        assertThat(accept.parent()).isEqualTo(server.id());
        assertThat(collector
                        .awaitOne(named(trace, "POST webhook").and(span -> span.status() != ERROR))
                        .parent())
                .isEqualTo(accept.id());
    }

    @Test
    void whatKlarnaNeverToldBeginsATraceOfItsOwn() {
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        kit.klarna().heal();

        var accept = collector.awaitOne(about(session, "accept"));
        var check = collector.awaitOne(span -> span.id().equals(accept.parent()));
        assertThat(check.name()).isEqualTo("reconcile");
        assertThat(check.parent()).isEmpty();
        assertThat(accept.get("hpp.source")).isEqualTo("reconciled");
        assertThat(collector
                        .awaitOne(named(check.trace(), "GET /hpp/v1/sessions/{id}"))
                        .parent())
                .isEqualTo(check.id());
    }

    @Test
    void anErrorOfOursIsMarkedAndOneOfTheCallersIsNot() {
        String trace = newTrace();
        var caller = in(trace, "01");
        var bad = caller.post("/hpp/v1/sessions", "{}").isProblem(400, "BAD_VALUE");
        kit.klarna().fault("/payments/v1/sessions", "status", 500);
        caller.post("/payments/v1/sessions", GatewayKit.order("SE"));
        kit.klarna().heal();

        var refused = collector.awaitOne(named(trace, "POST /hpp/v1/sessions"));
        assertThat(refused.status()).isZero();
        assertThat(refused.attributes())
                .containsEntry("http.response.status_code", 400L)
                .containsEntry("hpp.correlation_id", bad.json().getString("correlation_id"))
                .doesNotContainKey("error.type");
        var failed = collector.awaitOne(named(trace, "POST /payments/v1/"));
        assertThat(failed.status()).isEqualTo(ERROR);
        assertThat(failed.attributes()).containsEntry("error.type", "500");
        var call = collector.awaitOne(named(trace, "POST /payments/v1/sessions"));
        assertThat(call.status()).isEqualTo(ERROR);
        assertThat(call.attributes()).containsEntry("error.type", "500");
    }

    @Test
    void pathsThatCannotBeReadOrAreNotThereAreSpansToo() {
        String trace = newTrace();
        in(trace, "01").send("PURGE", "/nowhere/" + SPOKEN, BodyPublishers.noBody());
        in(trace, "01").get("/nowhere/" + SPOKEN);
        String unknown = newTrace();
        kit.nobody().with("traceparent", "00-" + unknown + "-" + CALLER + "-01").get("/hpp/v1/sessions/" + SPOKEN);

        assertThat(collector.awaitOne(named(trace, "HTTP")).attributes())
                .containsEntry("http.request.method", "_OTHER")
                .doesNotContainKey("http.route");
        assertThat(collector.awaitOne(named(trace, "GET")).attributes())
                .containsEntry("http.response.status_code", 404L)
                .doesNotContainKey("http.route");
        assertThat(collector
                        .awaitOne(named(unknown, "GET /hpp/v1/sessions/:session"))
                        .attributes())
                .containsEntry("http.response.status_code", 401L)
                .doesNotContainKeys("hpp.tenant", "hpp.session_id");
    }

    @Test
    void aStreamThatItsReaderLeavesIsNoError() throws IOException {
        String trace = newTrace();
        var stream = (HttpURLConnection)
                URI.create(kit.url() + "/v1/events/stream").toURL().openConnection();
        stream.setRequestProperty("Authorization", "Bearer " + KitTenants.ACME_KEY);
        stream.setRequestProperty("traceparent", "00-" + trace + "-" + CALLER + "-01");
        assertThat(stream.getResponseCode()).isEqualTo(200);
        stream.disconnect();

        var span = collector.awaitOne(named(trace, "GET /v1/events/stream"));
        assertThat(span.status()).isZero();
        assertThat(span.attributes())
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("hpp.incomplete", true)
                .doesNotContainKey("error.type");
    }

    @Test
    void onlyTheShareThatIsAskedForBeginsHere() {
        // Without checks, which it would take from the other one and not record.
        var quiet = kit.open(Map.of("HPP_TRACING_SAMPLE_RATIO", "0", "HPP_RECONCILE_ENABLED", "false"));
        var caller = ApiClient.of(quiet.url()).authorized("Bearer " + KitTenants.ACME_KEY);
        String trace = newTrace();
        caller.get("/hpp/v1/sessions/of-nobody");
        caller.with("traceparent", "00-" + trace + "-" + CALLER + "-01").get("/hpp/v1/sessions/unknown");

        collector.awaitOne(named(trace, "GET /hpp/v1/sessions/:session"));
        assertThat(collector.spans(about("of-nobody", "GET /hpp/v1/sessions/:session")))
                .isEmpty();
    }

    @Test
    void theCollectorIsToldWhichProgramThisIs() {
        everythingIsExported();

        assertThat(collector.exports()).isNotEmpty().allSatisfy(export -> {
            assertThat(export.path()).isEqualTo("/v1/traces");
            assertThat(export.contentType()).isEqualTo("application/x-protobuf");
            assertThat(export.authorization()).isEqualTo("Bearer of-the-collector");
        });
        assertThat(collector.resources())
                .isNotEmpty()
                .allSatisfy(resource -> assertThat(resource)
                        .containsEntry("service.name", "hpp-gateway")
                        .containsEntry("k8s.pod.name", "gateway-7")
                        .containsEntry("deployment.environment.name", "test bed")
                        .containsKeys("service.version", "service.instance.id", "telemetry.sdk.name"));
        assertThat(ApiClient.of(kit.managementUrl()).get("/metrics").text())
                .containsPattern("(?m)^hpp_tracing_exported_total [1-9]")
                .contains("hpp_tracing_dropped_total{reason=\"collector\"} 0.0")
                .contains("hpp_tracing_dropped_total{reason=\"full\"} 0.0");
    }

    @Test
    void noSecretNoLinkAndNoWordOfACallerIsExported() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own?t=" + URL_TOKEN);
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        String link = kit.callbackLink(session);
        var paid = kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        kit.hooks().await("/own", session, 1);
        String token = paid.getString("authorization_token");
        kit.acme().post("/payments/v1/authorizations/" + token + "/order?" + SPOKEN, GatewayKit.order("SE"));
        kit.nobody().post(link + "x", new JsonObject().put("session", paid));
        kit.nobody().post(link, "{\"session\":\"" + SPOKEN + "\"}");
        kit.acme().with("User-Agent", SPOKEN).get("/hpp/v1/sessions/" + session + "?" + SPOKEN);
        collector.awaitOne(span -> span.name().equals("POST /payments/v1/authorizations/{id}/order"));
        everythingIsExported();

        String proof = link.substring(link.indexOf("/acme/") + 6, link.indexOf('?'));
        var secrets = new ArrayList<>(KitTenants.SECRETS);
        secrets.addAll(List.of(URL_TOKEN, SPOKEN, token, proof, proof.substring(23), "19880412-2380"));
        secrets.add(ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD));
        assertThat(collector.texts()).anySatisfy(text -> assertThat(text).contains(session));
        assertThat(collector.texts())
                .allSatisfy(text -> assertThat(secrets)
                        .allSatisfy(secret -> assertThat(text).doesNotContain(secret)));
    }
}
