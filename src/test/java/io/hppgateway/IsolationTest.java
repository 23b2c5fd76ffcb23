package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.contract.Operation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * For every operation, and so for every route, which {@link ContractTest} holds to be the same: what a tenant gets with another
 * tenant's ids is what it gets with ids that nobody has.
 */
final class IsolationTest {
    private static final String NOBODYS = "00000000-0000-4000-8000-000000000000";
    private static final Set<String> OF_THE_MOMENT =
            Set.of("date", "content-length", "klarna-correlation-id", "x-ratelimit-remaining", "x-ratelimit-reset");

    /** Where what has which name in the first tenant's estate. */
    private static final Map<String, String> IDS = Map.ofEntries(
            Map.entry("/hpp/ session_id", "hpp"),
            Map.entry("/payments/ session_id", "kp"),
            Map.entry("/payments/ authorization_token", "authorization"),
            Map.entry("/checkout/ order_id", "kco"),
            Map.entry("/ordermanagement/ order_id", "order"),
            Map.entry("/ordermanagement/ capture_id", "capture"),
            Map.entry("/ordermanagement/ refund_id", "refund"),
            Map.entry("/customer-token/ customer_token", "token"),
            Map.entry("/v1/ webhook", "webhook"),
            Map.entry("/v1/ event", "event"),
            Map.entry("/v1/ delivery", "delivery"),
            Map.entry("/v1/ session", "session"));

    private static final Map<String, String> acmes = new HashMap<>();
    private static GatewayKit kit;
    private static String link;
    private static String platformKey;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
        var visit = new KlarnaVisit(kit.url(), kit.acme(), kit.klarna());
        for (String name : List.of("kp", "authorization", "order", "capture", "refund", "token", "kco")) {
            acmes.put(name, visit.the(name));
        }
        visit.forget("kp");
        acmes.put("hpp", visit.the("hpp"));
        acmes.put("kp", visit.the("kp"));
        var hook = new JsonObject().put("url", kit.hooks().url() + "/more");
        acmes.put(
                "webhook",
                kit.acme().post("/v1/webhooks?preflight=false", hook).json().getString("id"));
        String session = kit.hosted(kit.acme());
        link = kit.callbackLink(session);
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        acmes.put("session", session);
        acmes.put("event", first("/v1/events?session=" + session).getString("id"));
        acmes.put(
                "delivery",
                first("/v1/deliveries?status=delivered&session=" + session).getString("id"));
        var platform = new JsonObject().put("tenants", new JsonArray().add("globex"));
        platformKey =
                kit.admin().post("/admin/v1/platform-keys", platform).json().getString("key");
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    private static JsonObject first(String path) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> kit.acme().get(path).json().getJsonArray("data"), rows -> !rows.isEmpty())
                .getJsonObject(0);
    }

    private static Stream<Operation> operations() {
        return Contracts.PUBLIC.contract().operations().stream();
    }

    private static Stream<Operation> guarded() {
        return operations().filter(operation -> !operation.node().containsKey("security"));
    }

    @TestFactory
    Stream<DynamicTest> anothersIdIsAnsweredAsNobodys() {
        return guarded()
                .filter(operation -> !operation.parametersIn("path").isEmpty())
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    var before = whatAcmeSees();
                    var theirs = call(kit.globex(), operation, acmes);
                    var nobodys = call(kit.globex(), operation, Map.of());

                    assertThat(alike(theirs)).isEqualTo(alike(nobodys));
                    assertThat(theirs.status()).isEqualTo(404);
                    assertThat(whatAcmeSees()).isEqualTo(before);
                }));
    }

    /** An operation whose ids this test does not know fails here. */
    @Test
    void everyIdInAPathHasACase() {
        guarded()
                .forEach(operation -> operation
                        .parametersIn("path")
                        .forEach(id -> assertThat(IDS).containsKey(keyOf(operation, id.getString("name")))));
        assertThat(acmes).containsKeys(IDS.values().toArray(String[]::new));
    }

    @Test
    void anothersIdInAQueryIsAnsweredAsNobodys() {
        for (String path : List.of(
                "/v1/events?session={session}",
                "/v1/deliveries?session={session}",
                "/v1/deliveries?endpoint={webhook}",
                "/v1/deliveries?status=delivered&endpoint={webhook}",
                "/v1/sessions/{session}?wait=1")) {
            assertThat(alike(kit.globex().get(fill(path, acmes))))
                    .as(path)
                    .isEqualTo(alike(kit.globex().get(fill(path, Map.of()))));
        }
    }

    @Test
    void listsHoldNothingOfAnother() {
        for (String path : List.of(
                "/v1/events",
                "/v1/deliveries",
                "/v1/sessions",
                "/v1/webhooks",
                "/v1/statement",
                "/v1/events?after=0-0")) {
            assertThat(kit.globex().get(path).text())
                    .as(path)
                    .doesNotContain(acmes.values())
                    .doesNotContain("\"acme\"");
        }
    }

    @Test
    void anothersIdInABodyIsAnsweredAsNobodys() {
        var bodies = Map.of(
                "/hpp/v1/sessions",
                "{\"payment_session_url\": \"" + kit.url() + "/payments/v1/sessions/{kp}\"}",
                "/v1/replays",
                "{\"endpoint\": \"{webhook}\", \"events\": [\"{event}\"]}");
        bodies.forEach((path, body) -> {
            var theirs = kit.globex().post(path, fill(body, acmes));
            var nobodys = kit.globex().post(path, fill(body, Map.of()));
            assertThat(alike(theirs)).as(path).isEqualTo(alike(nobodys));
            assertThat(theirs.status()).isEqualTo(404);
        });
        String own = "{\"endpoint\": \"shop\", \"events\": [\"{event}\"]}";
        var theirs = kit.globex().post("/v1/replays", fill(own, acmes));
        assertThat(alike(theirs)).isEqualTo(alike(kit.globex().post("/v1/replays", fill(own, Map.of()))));
        assertThat(theirs.json().getInteger("found")).isZero();
    }

    @Test
    void aCallbackLinkIsGoodForItsTenantOnly() {
        var body = new JsonObject().put("event_id", "isolation").put("session", new JsonObject());
        String proof = link.substring(link.indexOf("/acme/") + 6);

        var moved = kit.nobody().post(kit.url() + "/callbacks/v1/globex/" + proof, body);
        var forged = kit.nobody().post(kit.url() + "/callbacks/v1/globex/nonce.mac", body);

        assertThat(alike(moved)).isEqualTo(alike(forged));
        assertThat(moved.status()).isEqualTo(404);
    }

    @TestFactory
    Stream<DynamicTest> anothersKeyIdWithOnesOwnSecretIs401() {
        var forged = kit.nobody().authorized("Basic " + ApiClient.base64("acme1:" + KitTenants.GLOBEX_SECRET));
        return guarded()
                .map(operation -> DynamicTest.dynamicTest(
                        operation.id(), () -> call(forged, operation, acmes).isProblem(401, "UNAUTHORIZED")));
    }

    @TestFactory
    Stream<DynamicTest> aTenantOutsideOnesListIsAnsweredAsATenantThatNobodyHas() {
        var clients = Map.of(
                "a platform's key", kit.nobody().authorized("Bearer " + platformKey),
                "a tenant's key", kit.globex());
        return clients.entrySet().stream()
                .flatMap(client -> guarded()
                        .map(operation -> DynamicTest.dynamicTest(client.getKey() + " " + operation.id(), () -> {
                            var acme = call(client.getValue().with("Hpp-Tenant", "acme"), operation, acmes);
                            var nobody = call(client.getValue().with("Hpp-Tenant", "nobody"), operation, acmes);
                            assertThat(alike(acme)).isEqualTo(alike(nobody));
                            acme.isProblem(404, "NOT_FOUND");
                        })));
    }

    /** What the first tenant can see of what the second one tried to touch. */
    private static List<String> whatAcmeSees() {
        return Stream.of(
                        "/hpp/v1/sessions/{hpp}",
                        "/payments/v1/sessions/{kp}",
                        "/checkout/v3/orders/{kco}",
                        "/ordermanagement/v1/orders/{order}",
                        "/customer-token/v1/tokens/{token}",
                        "/v1/events/{event}",
                        "/v1/deliveries/{delivery}",
                        "/v1/sessions/{session}",
                        "/v1/webhooks/{webhook}")
                .map(path -> kit.acme().get(fill(path, acmes)))
                .map(answer -> answer.status() + " " + alikeText(answer.text()))
                .toList();
    }

    private static ApiClient.Answer call(ApiClient client, Operation operation, Map<String, String> ids) {
        String path = operation.path();
        for (var id : operation.parametersIn("path")) {
            String name = id.getString("name");
            String value = ids.getOrDefault(IDS.getOrDefault(keyOf(operation, name), ""), NOBODYS);
            path = path.replace("{" + name + "}", value);
        }
        boolean has = operation.node().containsKey("requestBody");
        return client.send(operation.verb(), path, has ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
    }

    private static String keyOf(Operation operation, String name) {
        return operation.path().substring(0, operation.path().indexOf('/', 1) + 1) + " " + name;
    }

    private static String fill(String text, Map<String, String> ids) {
        String filled = text;
        for (String name : IDS.values()) {
            filled = filled.replace("{" + name + "}", ids.getOrDefault(name, NOBODYS));
        }
        return filled;
    }

    /** Status, headers and body without what differs between any two answers. */
    private static String alike(ApiClient.Answer answer) {
        var headers = new TreeMap<String, List<String>>();
        answer.http().headers().map().forEach((given, values) -> {
            String name = given.toLowerCase(Locale.ROOT);
            headers.put(name, OF_THE_MOMENT.contains(name) ? List.of() : values);
        });
        return answer.status() + " " + headers + " " + alikeText(answer.text());
    }

    private static String alikeText(String text) {
        return text.replaceAll("\"correlation_id\":\"[^\"]+\"", "")
                .replaceAll("eyJ[\\w-]+\\.[\\w-]+\\.[\\w-]*", "<jwt>");
    }
}
