package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators can do, over HTTP against a running gateway. */
final class AdminApiTest {
    private static final Path TENANTS = KitTenants.write();
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start(
                TestRedis.url(), Map.of("HPP_TENANTS_DIRECTORY", TENANTS.toString(), "HPP_RELOAD_INTERVAL", "50ms"));
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    /** A tenant with the credentials of acme at the sandbox. */
    static JsonObject body(String id, String sandbox) {
        return new JsonObject()
                .put("id", id)
                .put("name", "The " + id)
                .put("accounts", new JsonArray().add(account("eu", sandbox)));
    }

    static JsonObject account(String id, String sandbox) {
        return new JsonObject()
                .put("id", id)
                .put("base_url", sandbox)
                .put("username", "PK_acme")
                .put("password", KitTenants.ACME_PASSWORD);
    }

    private static JsonObject made(String id) {
        var answer = kit.admin().post("/admin/v1/tenants", body(id, kit.sandboxUrl()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private static String key(String tenant, JsonObject more) {
        var answer = kit.admin().post("/admin/v1/tenants/" + tenant + "/keys", more);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().getString("key");
    }

    private static ApiClient with(String key) {
        return kit.nobody().authorized("Bearer " + key);
    }

    private static ApiClient.Answer patch(String path, JsonObject body) {
        return kit.admin().send("PATCH", path, BodyPublishers.ofString(body.encode()));
    }

    private static int calls(ApiClient tenant) {
        return tenant.post("/payments/v1/sessions", GatewayKit.order("SE")).status();
    }

    @Test
    void aTenantIsOnboardedAndSellsAtOnce() {
        var answer = kit.admin().post("/admin/v1/tenants", body("fresh", kit.sandboxUrl()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/admin/v1/tenants/fresh");
        assertThat(answer.header("ETag")).isEqualTo("\"" + answer.json().getString("version") + "\"");
        assertThat(answer.json().getString("source")).isEqualTo("api");
        assertThat(answer.text()).doesNotContain(KitTenants.ACME_PASSWORD);

        String key = key("fresh", new JsonObject().put("name", "their shop"));
        assertThat(key).matches("hpk_k[A-Za-z0-9]{16}_[A-Za-z0-9]{43}");
        assertThat(kit.hosted(with(key))).isNotBlank();
        // As Klarna's own clients present it.
        String pair = key.substring(4).replace('_', ':');
        assertThat(calls(kit.nobody().authorized("Basic " + ApiClient.base64(pair))))
                .isEqualTo(200);
    }

    @Test
    void everyFaultIsNamedAtOnceWithItsPath() {
        var body = new JsonObject()
                .put("id", "NO")
                .put("colour", "red")
                .put(
                        "accounts",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "eu")
                                        .put("provider", "klarna-mars")
                                        .put("api_key", "k")
                                        .put("password", "p")));
        var answer = kit.admin().post("/admin/v1/tenants", body).isProblem(400, "BAD_VALUE");
        assertThat(answer.json().getJsonArray("error_messages"))
                .extracting(message -> message.toString().split(" ", 2)[0])
                .containsExactlyInAnyOrder("id", "name", "colour", "accounts[0].provider", "accounts[0].api_key");
        kit.admin()
                .post(
                        "/admin/v1/tenants",
                        body("keys", kit.sandboxUrl())
                                .put("api_keys", new JsonArray())
                                .put("webhooks", new JsonArray()))
                .isProblem(400, "BAD_VALUE");
        kit.admin().post("/admin/v1/tenants", "[1]").isProblem(400, "BAD_VALUE");
    }

    @Test
    void aTenantOfAFileIsShownAndNotChanged() {
        var shown = kit.admin().get("/admin/v1/tenants/acme");
        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.json().getString("source")).isEqualTo("file");
        assertThat(shown.json().getJsonArray("accounts").getJsonObject(0).getString("username"))
                .isEqualTo("PK_acme");
        KitTenants.SECRETS.forEach(secret -> assertThat(shown.text()).doesNotContain(secret));
        for (var answer : List.of(
                patch("/admin/v1/tenants/acme", new JsonObject().put("name", "x")),
                kit.admin().post("/admin/v1/tenants/acme/suspend", ""),
                kit.admin().delete("/admin/v1/tenants/acme"),
                kit.admin().post("/admin/v1/tenants/acme/keys", "{}"),
                kit.admin().delete("/admin/v1/tenants/acme/keys/acme1"),
                kit.admin().post("/admin/v1/tenants/acme/accounts", account("x", kit.sandboxUrl())),
                kit.admin().post("/admin/v1/tenants", body("acme", kit.sandboxUrl())))) {
            answer.isProblem(409, "CONFLICT");
            assertThat(answer.message()).contains("file");
        }
    }

    @Test
    void theListIsPagedById() {
        List.of("page-a", "page-b", "page-c").forEach(AdminApiTest::made);
        var first = kit.admin()
                .get("/admin/v1/tenants?after=page&limit=2&source=api")
                .json();
        assertThat(first.getJsonArray("data"))
                .extracting(row -> ((JsonObject) row).getString("id"))
                .containsExactly("page-a", "page-b");
        assertThat(first.getBoolean("has_more")).isTrue();
        var second = kit.admin()
                .get("/admin/v1/tenants?limit=1&source=api&after=" + first.getString("next"))
                .json();
        assertThat(second.getJsonArray("data").getJsonObject(0).getString("id")).isEqualTo("page-c");
        assertThat(kit.admin()
                        .get("/admin/v1/tenants?status=suspended&source=file")
                        .text())
                .contains("sleepy")
                .doesNotContain("globex");
        kit.admin().get("/admin/v1/tenants?status=odd&colour=red&limit=0").isProblem(400, "BAD_VALUE");
        kit.admin().get("/admin/v1/tenants?limit=1&limit=2").isProblem(400, "BAD_VALUE");
    }

    @Test
    void aChangeIsForOneVersionOnly() {
        String version = made("versioned").getString("version");
        String path = "/admin/v1/tenants/versioned";
        var renamed = kit.admin()
                .with("If-Match", "\"" + version + "\"")
                .send("PATCH", path, BodyPublishers.ofString("{\"name\":\"Second\"}"));
        assertThat(renamed.status()).isEqualTo(200);
        assertThat(renamed.json().getString("name")).isEqualTo("Second");
        kit.admin()
                .with("If-Match", "\"" + version + "\"")
                .send("PATCH", path, BodyPublishers.ofString("{\"name\":\"Third\"}"))
                .isProblem(412, "PRECONDITION_FAILED");
        assertThat(kit.admin().get(path).json().getString("name")).isEqualTo("Second");
        patch(path, new JsonObject().put("id", "other").put("status", "suspended"))
                .isProblem(400, "BAD_VALUE");
    }

    @Test
    void aTenantsLimitsAreMergedAndReset() {
        made("limited");
        String path = "/admin/v1/tenants/limited";
        patch(path, new JsonObject().put("limits", new JsonObject().put("creates_per_second", 5)));
        var merged = patch(path, new JsonObject().put("limits", new JsonObject().put("burst", 9)))
                .json()
                .getJsonObject("limits");
        assertThat(merged)
                .isEqualTo(new JsonObject().put("creates_per_second", 5).put("burst", 9));
        var faults = patch(path, new JsonObject().put("limits", new JsonObject().put("burst", 0)))
                .isProblem(400, "BAD_VALUE");
        assertThat(faults.message()).startsWith("limits.burst must be");
        assertThat(patch(path, new JsonObject().putNull("limits")).json().getValue("limits"))
                .isNull();
    }

    @Test
    void aSuspendedTenantIsTurnedAwayUntilItIsResumed() {
        made("pausing");
        var tenant = with(key("pausing", new JsonObject()));
        String session = kit.hosted(tenant);
        String link = kit.callbackLink(session);
        assertThat(kit.admin()
                        .post("/admin/v1/tenants/pausing/suspend", "")
                        .json()
                        .getString("status"))
                .isEqualTo("suspended");
        tenant.post("/payments/v1/sessions", GatewayKit.order("SE")).isProblem(403, "FORBIDDEN");
        assertThat(kit.nobody()
                        .post(link, CallbackDoorTest.event(session, "IN_PROGRESS"))
                        .status())
                .as("its payments go on")
                .isEqualTo(200);
        kit.admin().post("/admin/v1/tenants/pausing/resume", "");
        assertThat(calls(tenant)).isEqualTo(200);
    }

    @Test
    void keysAreMadeChangedAndRevoked() {
        made("keyed");
        String path = "/admin/v1/tenants/keyed/keys";
        String first = key("keyed", new JsonObject());
        String second = key("keyed", new JsonObject().put("scopes", new JsonArray().add("webhooks:read")));
        with(second).post("/payments/v1/sessions", GatewayKit.order("SE")).isProblem(403, "FORBIDDEN");
        String id = first.split("_", -1)[1];

        assertThat(patch(path + "/" + id, new JsonObject().put("expires_in", "0s"))
                        .json()
                        .getString("expires_at"))
                .isNotNull();
        assertThat(calls(with(first))).isEqualTo(401);
        patch(path + "/" + id, new JsonObject().putNull("expires_at"));
        assertThat(calls(with(first))).isEqualTo(200);
        patch(path + "/" + id, new JsonObject().put("sha256", "x").putNull("id"))
                .isProblem(400, "BAD_VALUE");
        var faults = patch(path + "/" + id, new JsonObject().put("scopes", new JsonArray().add("platform")))
                .isProblem(400, "BAD_VALUE");
        assertThat(faults.message()).startsWith("scopes may hold only payments, webhooks:read, webhooks:write");

        assertThat(kit.admin().delete(path + "/" + id).status()).isEqualTo(200);
        assertThat(calls(with(first))).isEqualTo(401);
        kit.admin().delete(path + "/" + id).isProblem(404, "NOT_FOUND");
        var left = kit.admin().get(path).json().getJsonArray("data");
        assertThat(left).hasSize(1);
        assertThat(left.toString()).doesNotContain("sha256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expires_in", "expires_at"})
    void aBlankEndOfAKeyIsRefused(String field) {
        String tenant = "blank-" + field.replace('_', '-');
        made(tenant);
        String path = "/admin/v1/tenants/" + tenant + "/keys";
        var blank = new JsonObject().put(field, "");
        String key = key(tenant, new JsonObject());
        String one = path + "/" + key.split("_", -1)[1];
        assertThat(patch(one, blank).isProblem(400, "BAD_VALUE").message()).startsWith(field + " must not be blank");
        kit.admin().post(path, blank).isProblem(400, "BAD_VALUE");
        assertThat(kit.admin().get(one).json().getValue("expires_at")).isNull();
        assertThat(calls(with(key))).isEqualTo(200);

        var platform = new JsonObject().put("tenants", new JsonArray().add("acme"));
        String id = kit.admin().post("/admin/v1/platform-keys", platform).json().getString("id");
        kit.admin()
                .post("/admin/v1/platform-keys", platform.copy().mergeIn(blank))
                .isProblem(400, "BAD_VALUE");
        patch("/admin/v1/platform-keys/" + id, blank).isProblem(400, "BAD_VALUE");
        assertThat(kit.admin().get("/admin/v1/platform-keys/" + id).json().getValue("expires_at"))
                .isNull();
    }

    @Test
    void noScopeAtAllIsNeitherEveryScopeNorTheOldOnes() {
        made("unscoped");
        String path = "/admin/v1/tenants/unscoped/keys";
        var none = new JsonObject().put("scopes", new JsonArray());
        String id = key("unscoped", new JsonObject()).split("_", -1)[1];
        var platform = new JsonObject().put("tenants", new JsonArray().add("acme"));
        String acting =
                kit.admin().post("/admin/v1/platform-keys", platform).json().getString("id");

        kit.admin().post(path, none).isProblem(400, "BAD_VALUE");
        kit.admin()
                .post("/admin/v1/platform-keys", platform.copy().mergeIn(none))
                .isProblem(400, "BAD_VALUE");
        patch(path + "/" + id, none).isProblem(400, "BAD_VALUE");
        patch("/admin/v1/platform-keys/" + acting, none).isProblem(400, "BAD_VALUE");
    }

    @Test
    void aPlatformKeysEndIsTakenAwayAndItsTenantsAreNeverNone() {
        var made = kit.admin()
                .post(
                        "/admin/v1/platform-keys",
                        new JsonObject()
                                .put("tenants", new JsonArray().add("acme"))
                                .put("expires_in", "30d"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().getString("expires_at")).isNotNull();
        String path = "/admin/v1/platform-keys/" + made.json().getString("id");

        assertThat(patch(path, new JsonObject().put("name", "renamed")).json().getString("expires_at"))
                .isNotNull();
        var lasting = patch(path, new JsonObject().putNull("expires_at"));
        assertThat(lasting.status()).as(lasting.text()).isEqualTo(200);
        assertThat(lasting.json().getString("expires_at")).isNull();

        var none = patch(path, new JsonObject().put("tenants", new JsonArray())).isProblem(400, "BAD_VALUE");
        assertThat(none.message()).startsWith("tenants must hold ids of tenants");
        assertThat(kit.admin().get(path).json().getJsonArray("tenants")).containsExactly("acme");
    }

    @Test
    void accountsAreMadeChangedAndTakenAway() {
        made("accounted");
        String path = "/admin/v1/tenants/accounted/accounts";
        var wrong = account("na", kit.sandboxUrl())
                .put("password", "wrong-password-of-na")
                .put("markets", new JsonArray().add("US"));
        var added = kit.admin().post(path, wrong);
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        assertThat(added.text()).doesNotContain("wrong-password-of-na");
        kit.admin().post(path, wrong).isProblem(409, "CONFLICT");

        assertThat(kit.admin().post(path + "/na/test", "").json().getBoolean("ok"))
                .isFalse();
        assertThat(patch(path + "/na", new JsonObject().put("password", KitTenants.ACME_PASSWORD))
                        .status())
                .isEqualTo(200);
        var test = kit.admin().post(path + "/na/test", "").json();
        assertThat(test.getBoolean("ok")).as(test.encode()).isTrue();

        var asDefault =
                patch(path + "/na", new JsonObject().put("default", true)).json();
        assertThat(asDefault.getBoolean("default")).isTrue();
        assertThat(kit.admin().get(path + "/eu").json().getBoolean("default")).isFalse();
        var eu = patch(
                        path + "/eu",
                        new JsonObject().put("provider", "klarna-eu").put("api_key", "klarna_test_api_1"))
                .json();
        assertThat(eu.getString("base_url")).isEqualTo("https://api.klarna.com");
        assertThat(eu.getString("credential")).isEqualTo("api_key");
        var faults = patch(path + "/eu", new JsonObject().put("markets", new JsonArray().add("sweden")))
                .isProblem(400, "BAD_VALUE");
        assertThat(faults.message()).startsWith("markets must hold");

        assertThat(kit.admin().delete(path + "/eu").status()).isEqualTo(200);
        kit.admin().delete(path + "/na").isProblem(409, "CONFLICT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":7}", "{\"id\":\"\"}"})
    void theFaultsOfANewAccountAreToldWithoutAPathThatNobodyGave(String body) {
        String tenant = "pathless-" + Integer.toHexString(body.hashCode());
        made(tenant);

        var faults = kit.admin()
                .post("/admin/v1/tenants/" + tenant + "/accounts", body)
                .isProblem(400, "BAD_VALUE");

        assertThat(faults.message()).startsWith("id ");
    }

    @Test
    void anApiKeyThatNoHeaderCanHoldIsRefused() {
        made("torn");
        String path = "/admin/v1/tenants/torn/accounts/eu";
        var before = kit.admin().get(path).json();

        var faults = patch(path, new JsonObject().put("api_key", "klarna_test_api_x\n"))
                .isProblem(400, "BAD_VALUE");

        assertThat(faults.message()).startsWith("api_key must be").doesNotContain("klarna_test_api_x");
        assertThat(kit.admin().get(path).json()).isEqualTo(before);
    }

    @Test
    void aBlankAddressOfAnAccountIsNotKlarnas() {
        made("addressed");
        String path = "/admin/v1/tenants/addressed/accounts";
        kit.admin()
                .post(
                        path,
                        account("na", kit.sandboxUrl()).putNull("base_url").put("provider", "klarna-na-playground"));
        for (String id : List.of("eu", "na")) {
            var before = kit.admin().get(path + "/" + id).json();
            var faults =
                    patch(path + "/" + id, new JsonObject().put("base_url", "")).isProblem(400, "BAD_VALUE");
            assertThat(faults.message()).startsWith("provider is missing");
            assertThat(kit.admin().get(path + "/" + id).json()).isEqualTo(before);
        }
        kit.admin().post(path, account("blank", "")).isProblem(400, "BAD_VALUE");
        kit.admin().get(path + "/blank").isProblem(404, "NOT_FOUND");
    }

    @Test
    void aDeletedTenantIsGoneAndItsIdRests() {
        made("leaving");
        String key = key("leaving", new JsonObject());
        String session = kit.hosted(with(key));
        String link = kit.callbackLink(session);
        kit.admin().delete("/admin/v1/tenants/leaving").isProblem(409, "CONFLICT");
        kit.admin().post("/admin/v1/tenants/leaving/suspend", "");
        assertThat(kit.admin().delete("/admin/v1/tenants/leaving").json().getBoolean("deleted"))
                .isTrue();

        assertThat(calls(with(key))).isEqualTo(401);
        kit.admin().get("/admin/v1/tenants/leaving").isProblem(404, "NOT_FOUND");
        kit.nobody().post(link, CallbackDoorTest.event(session, "IN_PROGRESS")).isProblem(404, "NOT_FOUND");
        var again = kit.admin()
                .post("/admin/v1/tenants", body("leaving", kit.sandboxUrl()))
                .isProblem(409, "CONFLICT");
        assertThat(again.message()).contains("was deleted");
    }

    /** The webhooks hash of a tenant's bucket, with what other tenants have there. */
    private static String hash(String tenant) {
        return new Namespace(kit.redisPrefix()).of(tenant) + "webhooks";
    }

    private static boolean hasEndpoints(String tenant) {
        return kit.redis("HKEYS", hash(tenant)).stream()
                .anyMatch(field -> field.toString().startsWith(tenant + "/"));
    }

    private static String endpoint(ApiClient tenant, String url) {
        var answer = tenant.post("/v1/webhooks?preflight=false", new JsonObject().put("url", url));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().getString("id");
    }

    @Test
    void anEndpointThatIsTriedOutWhileItsTenantIsDeletedIsNotMade() throws Exception {
        made("trying");
        var tenant = with(key("trying", new JsonObject()));
        var asked = new CountDownLatch(1);
        var gone = new CountDownLatch(1);
        var receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        receiver.setExecutor(threads);
        receiver.createContext("/", exchange -> {
            asked.countDown();
            hold(gone);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            String url = "http://127.0.0.1:" + receiver.getAddress().getPort();
            var answer = tenant.postAsync(
                    "/v1/webhooks?preflight=required",
                    new JsonObject().put("url", url).encode());
            assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
            kit.admin().post("/admin/v1/tenants/trying/suspend", "");
            assertThat(kit.admin().delete("/admin/v1/tenants/trying").status()).isEqualTo(200);
            gone.countDown();
            // 409; on a machine so slow that the receiver counts as silent, 422.
            assertThat(answer.get(30, TimeUnit.SECONDS).status()).isIn(409, 422);
            assertThat(hasEndpoints("trying")).isFalse();
        } finally {
            gone.countDown();
            receiver.stop(0);
            threads.shutdownNow();
        }
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEndpointThatAnotherPodStoredAtTheLastMomentGoesToo() {
        made("late");
        endpointAtTheLastMoment("late");
        deleted("late");
        await().atMost(Duration.ofSeconds(60)).until(() -> !hasEndpoints("late"));
    }

    /** As the log advises whoever has a tenant of the API in a file too. */
    @Test
    void aTenantThatMovedIntoAFileKeepsTheEndpointsItMakesThere() throws IOException {
        made("moving");
        made("after");
        endpointAtTheLastMoment("after");
        String file = Files.readString(TENANTS.resolve("acme.yaml"))
                .replace("id: acme", "id: moving")
                .replace("name: Acme", "name: Moving");
        Files.writeString(TENANTS.resolve("moving.yaml"), file);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> kit.metric("hpp_reload_total{result=\"taken\",what=\"tenants\"}") > 0);
        deleted("moving");
        var moved = with("hpk_moving1_" + KitTenants.ACME_SECRET);
        String id = endpoint(moved, kit.hooks().url() + "/moved");

        deleted("after");

        // What was deleted later is looked at again later.
        await().atMost(Duration.ofSeconds(60)).until(() -> !hasEndpoints("after"));
        assertThat(moved.get("/v1/webhooks/" + id).status()).isEqualTo(200);
    }

    private static void deleted(String id) {
        kit.admin().post("/admin/v1/tenants/" + id + "/suspend", "");
        assertThat(kit.admin().delete("/admin/v1/tenants/" + id).status()).isEqualTo(200);
    }

    /** One of which the pod does not know when it looks which a tenant has. */
    private static void endpointAtTheLastMoment(String id) {
        var tenant = with(key(id, new JsonObject()));
        endpoint(tenant, kit.hooks().url() + "/known");
        String made = endpoint(tenant, kit.hooks().url() + "/late");
        String field = id + "/" + made;
        Buffer stored = kit.redis("HGET", hash(id), field).toBuffer();
        assertThat(tenant.delete("/v1/webhooks/" + made).status()).isEqualTo(200);
        // As if it came after this pod had looked which endpoints there are: its version is not that of a change.
        restore(id, field, stored);
    }

    private static void restore(String tenant, String field, Buffer stored) {
        kit.onRedis(link ->
                link.send(Request.cmd(Command.HSET).arg(hash(tenant)).arg(field).arg(stored)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/admin/v1/tenants", "/admin/v1/tenants/acme", "/admin/v1/audit", "/admin/v1/platform-keys"})
    void nobodyElseGetsIn(String path) {
        var port = ApiClient.of(kit.managementUrl());
        port.get(path).isProblem(401, "UNAUTHORIZED");
        for (String wrong : List.of(
                "Bearer " + KitTenants.ACME_KEY,
                "Bearer hpa_ops_" + KitTenants.ACME_SECRET,
                "Bearer hpa_other_" + KitTenants.ADMIN_SECRET,
                "Bearer hpk_ops_" + KitTenants.ADMIN_SECRET,
                "Basic " + ApiClient.base64("ops:" + KitTenants.ACME_SECRET))) {
            assertThat(port.authorized(wrong)
                            .get(path)
                            .isProblem(401, "UNAUTHORIZED")
                            .header("WWW-Authenticate"))
                    .startsWith("Basic");
        }
        assertThat(kit.nobody()
                        .authorized("Bearer " + KitTenants.ADMIN_KEY)
                        .get(path)
                        .status())
                .as("nothing of it is on the public port")
                .isEqualTo(404);
    }

    @Test
    void anOperatorsKeyIsNoTenants() {
        kit.nobody()
                .authorized("Bearer " + KitTenants.ADMIN_KEY)
                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                .isProblem(401, "UNAUTHORIZED");
    }

    @Test
    void curlMaySendTheKeyAsUserAndPassword() {
        var pair = ApiClient.base64("ops:" + KitTenants.ADMIN_SECRET);
        assertThat(ApiClient.of(kit.managementUrl())
                        .authorized("Basic " + pair)
                        .get("/admin/v1/tenants")
                        .status())
                .isEqualTo(200);
    }
}
