package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.contract.Operation;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a running gateway answers, held against its contract: every operation, and what each may refuse. */
final class ContractAnswersTest {
    private static final Set<String> OTHERS =
            Set.of("Hosted payment page", "Klarna Payments", "Checkout", "Order management", "Customer tokens");

    private static LocalRedis redis;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        redis = TestRedis.own();
        kit = GatewayKit.start(redis.url(), Map.of("HPP_WEBHOOK_SCHEDULE", "0s, 1h"));
    }

    @AfterAll
    static void close() {
        kit.close();
        redis.close();
    }

    /** Drives every operation of our own to a success; one that nobody drives fails the test. */
    @Test
    void everyOperationOfOurOwnSucceedsAsTheContractSays() {
        var succeeded = new ConcurrentSkipListSet<String>();
        var tenant = kit.acme().seenBy((method, uri, answer) -> {
            Contracts.PUBLIC.judge(method, uri, answer);
            if (answer.status() < 300) {
                Contracts.PUBLIC
                        .operation(method, URI.create(uri).getRawPath())
                        .ifPresent(operation -> succeeded.add(operation.id()));
            }
        });

        String session = endpointsAndEvents(tenant);
        deliveries(tenant, session);
        tenant.post("/v1/checkouts", GatewayKit.order("SE"));
        tenant.get("/openapi.yaml");
        tenant.get("/docs");
        stream().forEach(succeeded::add);

        assertThat(succeeded).containsAll(ours().map(Operation::id).toList());
    }

    @Test
    void whatReceiversGetIsWhatTheContractSays() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        kit.klarna().act(session, "open");
        kit.klarna().act(session, "pay");

        var news = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(Contracts.PUBLIC.webhookFaults("sessionStatus", news::header, news.body()))
                .isEmpty();
        for (var call : kit.hooks().await("/own", session, 2)) {
            assertThat(Contracts.PUBLIC.webhookFaults("statusUpdate", call::header, call.body()))
                    .isEmpty();
        }
        assertThat(news.headers().keySet().stream()
                        .filter(name -> name.startsWith("webhook-") || name.startsWith("trace")))
                .containsExactlyInAnyOrder(
                        "webhook-id",
                        "webhook-timestamp",
                        "webhook-signature",
                        "webhook-attempt",
                        "webhook-sequence",
                        "traceparent");
    }

    private static Stream<Operation> ours() {
        return Contracts.PUBLIC.contract().operations().stream()
                .filter(operation ->
                        !OTHERS.contains(operation.node().getJsonArray("tags").getString(0)));
    }

    private static String endpointsAndEvents(ApiClient tenant) {
        String hooks = kit.hooks().url();
        kit.hooks().answer(hook -> hook.uri().equals("/refusing") ? 500 : 200);
        var made = tenant.post("/v1/webhooks", new JsonObject().put("url", hooks + "/refusing"))
                .json();
        String endpoint = "/v1/webhooks/" + made.getString("id");
        tenant.send("PATCH", endpoint, BodyPublishers.ofString("{\"permits\": 4, \"ed25519\": true}"));
        tenant.post(endpoint + "/rotate-secret", "{}");
        tenant.post(endpoint + "/rotate-secret", "{\"key\": \"ed25519\"}");
        tenant.post(endpoint + "/ping", "");
        tenant.post(endpoint + "/pause", "{\"reason\": \"a test\"}");
        tenant.post(endpoint + "/resume", "");
        String session = kit.hosted(kit.acme());
        String event = new JsonObject()
                .put("event_id", "contract-1")
                .put("session", kit.klarna().act(session, "open"))
                .encode();
        tenant.post(kit.callbackLink(session), event);
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        tenant.get("/v1/webhooks");
        tenant.get(endpoint);
        var events = tenant.get("/v1/events?limit=5&session=" + session).json().getJsonArray("data");
        tenant.get("/v1/events/" + events.getJsonObject(0).getString("id"));
        tenant.get("/v1/sessions?limit=2");
        tenant.get("/v1/sessions/" + session);
        tenant.get("/v1/statement");
        return session;
    }

    private static void deliveries(ApiClient tenant, String session) {
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> rows(tenant, "/v1/deliveries?status=failed").size() > 0);
        for (String status : List.of("any", "pending", "held", "dead", "delivered")) {
            tenant.get("/v1/deliveries?status=" + status);
        }
        tenant.get("/v1/deliveries?session=" + session);
        String failed =
                rows(tenant, "/v1/deliveries?status=failed").getJsonObject(0).getString("id");
        tenant.get("/v1/deliveries/" + failed);
        tenant.post("/v1/deliveries/" + failed + "/retry", "");
        var replay = new JsonObject().put("endpoint", "shop").put("from", "2020-01-01T00:00:00Z");
        tenant.post("/v1/replays", replay.copy().put("dry_run", true));
        tenant.post("/v1/replays", replay);
        String endpoint = rows(tenant, "/v1/webhooks").getJsonObject(1).getString("id");
        tenant.delete("/v1/webhooks/" + endpoint);
    }

    private static JsonArray rows(ApiClient tenant, String path) {
        return tenant.get(path).json().getJsonArray("data");
    }

    /** A stream has no end: its head is read, and it is closed. */
    private static List<String> stream() {
        var request = HttpRequest.newBuilder(URI.create(kit.url() + "/v1/events/stream"))
                .header("Authorization", "Bearer " + KitTenants.ACME_KEY)
                .build();
        try {
            var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                        .startsWith("text/event-stream");
                assertThat(new String(body.readNBytes(6), java.nio.charset.StandardCharsets.UTF_8))
                        .isEqualTo("retry:");
            }
            return List.of("streamEvents");
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> withoutAKeyEveryGuardedOperationIs401() {
        return guarded()
                .map(operation -> DynamicTest.dynamicTest(
                        operation.id(), () -> refused(kit.nobody(), operation, 401, "UNAUTHORIZED")));
    }

    @TestFactory
    Stream<DynamicTest> forASuspendedTenantEveryGuardedOperationIs403() {
        var suspended = kit.nobody().authorized("Bearer hpk_sleepy1_" + KitTenants.SUSPENDED_SECRET);
        return guarded()
                .map(operation ->
                        DynamicTest.dynamicTest(operation.id(), () -> refused(suspended, operation, 403, "FORBIDDEN")));
    }

    @TestFactory
    Stream<DynamicTest> anUnknownIdIs404AsTheContractSays() {
        return guarded()
                .filter(operation -> operation.path().startsWith("/v1/")
                        && !operation.parametersIn("path").isEmpty())
                .map(operation -> DynamicTest.dynamicTest(
                        operation.id(), () -> refused(kit.acme(), operation, 404, "NOT_FOUND")));
    }

    @TestFactory
    Stream<DynamicTest> aParameterThatNobodyKnowsIs400() {
        return guarded()
                .filter(operation -> operation.path().startsWith("/v1/")
                        && !operation.parametersIn("query").isEmpty())
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    var answer = call(kit.acme(), operation, "?no_such_parameter=1", "{}");
                    answer.isProblem(400, "BAD_VALUE");
                    assertThat(faults(operation, answer)).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> aBodyThatIsTooLargeIs413() {
        String large = "{\"a\":\"" + "a".repeat(1 << 20) + "\"}";
        return guarded()
                .filter(operation ->
                        operation.path().startsWith("/v1/") && operation.node().containsKey("requestBody"))
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    var answer = call(kit.acme(), operation, "", large);
                    answer.isProblem(413, "REQUEST_TOO_LARGE");
                    assertThat(faults(operation, answer)).isEmpty();
                }));
    }

    @Test
    void withoutRedisEveryOperationOfATenantsOwnIs503() {
        try (var lonely = TestRedis.own();
                var away = GatewayKit.start(lonely.url(), Map.of())) {
            lonely.kill();
            var wrong = new ArrayList<String>();
            ours().filter(operation -> operation.path().startsWith("/v1/")).forEach(operation -> {
                var body = operation.id().equals("createWebhook")
                        ? "{\"url\": \"" + away.hooks().url() + "\"}"
                        : operation.id().equals("createReplay")
                                ? "{\"endpoint\": \"shop\", \"events\": [\"evt_1\"]}"
                                : "{}";
                String query = operation.id().equals("createWebhook") ? "?preflight=false" : "";
                var answer = call(away.acme(), operation, query, body);
                // The ids of events and deliveries need not be looked up to be known as none.
                if (answer.status() != 503 && answer.status() != 404) {
                    wrong.add(operation.id() + " " + answer.status());
                }
                wrong.addAll(faults(operation, answer));
            });
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void theManagementPortAnswersAsItsContractSays() {
        var answered = new TreeSet<String>();
        for (var operation : Contracts.MANAGEMENT.contract().operations()) {
            if (operation.node().getJsonArray("tags").getString(0).matches("Health|Metrics|About")) {
                var answer = ApiClient.of(kit.managementUrl()).get(operation.path());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(Contracts.MANAGEMENT.faults("GET", operation.path(), answer))
                        .isEmpty();
                answered.add(operation.id());
            }
        }
        assertThat(answered).contains("isReady", "readMetrics", "readDocs");
    }

    /** A check that minds nothing would pass all of the above. */
    @Test
    void whatTheContractDoesNotSayIsAFault() {
        var operation = Contracts.PUBLIC.operation("GET", "/v1/sessions").orElseThrow();
        var schema = operation
                .node()
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("content")
                .getJsonObject("application/json")
                .getJsonObject("schema");
        assertThat(Contracts.PUBLIC.faults("page", schema, "{\"data\":[],\"next\":null,\"has_more\":false}"))
                .isEmpty();
        assertThat(Contracts.PUBLIC.faults("page", schema, "{\"data\":[],\"has_more\":false}"))
                .isNotEmpty();
        assertThat(Contracts.PUBLIC.faults("page", schema, "{\"data\":[],\"next\":1,\"has_more\":false}"))
                .isNotEmpty();
        assertThat(Contracts.PUBLIC.faults("page", schema, "{\"data\":[],\"next\":null,\"has_more\":false,\"more\":1}"))
                .isNotEmpty();
        assertThat(Contracts.PUBLIC.faults(
                        "page", schema, "{\"data\":[{\"session_id\":\"1\"}],\"next\":null,\"has_more\":false}"))
                .isNotEmpty();
    }

    private static Stream<Operation> guarded() {
        return Contracts.PUBLIC.contract().operations().stream()
                .filter(operation -> !operation.node().containsKey("security"));
    }

    private static void refused(ApiClient client, Operation operation, int status, String code) {
        var answer = call(client, operation, "", operation.id().equals("createReplay") ? "" : "{}");
        answer.isProblem(status, code);
        assertThat(faults(operation, answer)).isEmpty();
    }

    private static ApiClient.Answer call(ApiClient client, Operation operation, String query, String body) {
        String path = operation.path().replaceAll("\\{[^}]+}", "unknown-1") + query;
        boolean has = operation.node().containsKey("requestBody");
        return client.send(operation.verb(), path, has ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
    }

    private static List<String> faults(Operation operation, ApiClient.Answer answer) {
        return Contracts.PUBLIC.faults(operation.verb(), operation.path().replaceAll("\\{[^}]+}", "unknown-1"), answer);
    }
}
