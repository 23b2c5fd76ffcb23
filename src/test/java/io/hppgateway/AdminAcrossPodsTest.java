package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Changes at one pod reach the others, come what may. */
final class AdminAcrossPodsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private static String onboard(GatewayKit kit, String id) {
        var made = kit.admin().post("/admin/v1/tenants", AdminApiTest.body(id, kit.sandboxUrl()));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return key(kit, id);
    }

    private static String key(GatewayKit kit, String id) {
        var key = kit.admin().post("/admin/v1/tenants/" + id + "/keys", "{}");
        assertThat(key.status()).as(key.text()).isEqualTo(201);
        return key.json().getString("key");
    }

    private static int call(String url, String key) {
        return ApiClient.of(url)
                .authorized("Bearer " + key)
                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                .status();
    }

    private static void awaitStatus(String url, String key, int status) {
        await().atMost(SOON).until(() -> call(url, key) == status);
    }

    @Test
    void aTenantMadeAtOnePodSellsAtTheOther() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            long begun = System.nanoTime();
            String key = onboard(kit, "fresh");
            awaitStatus(other.url(), key, 200);
            System.out.printf(
                    "a tenant made at pod A sold at pod B %d ms after the call that made it%n",
                    (System.nanoTime() - begun) / 1_000_000);

            kit.admin().post("/admin/v1/tenants/fresh/suspend", "");
            awaitStatus(other.url(), key, 403);
            other.admin().post("/admin/v1/tenants/fresh/resume", "");
            awaitStatus(kit.url(), key, 200);
            kit.admin().delete("/admin/v1/tenants/fresh/keys/" + key.split("_", -1)[1]);
            awaitStatus(other.url(), key, 401);
        }
    }

    @Test
    void aPodThatHearsNothingLearnsAllTheSame() {
        LocalRedis redis = TestRedis.own();
        try (var kit = GatewayKit.start(redis.url(), Map.of())) {
            // Redis lets this pod subscribe to nothing.
            kit.redis("ACL", "SETUSER", "deaf", "on", ">pw", "~*", "+@all", "resetchannels");
            String deaf = redis.url().replace("redis://", "redis://deaf:pw@");
            var other = kit.open(Map.of("HPP_REDIS_URL", deaf));
            String key = onboard(kit, "unheard");
            awaitStatus(other.url(), key, 200);
        } finally {
            redis.close();
        }
    }

    @Test
    void whatIsStoredOutlivesEveryPod() {
        try (var kit = GatewayKit.start()) {
            String key = onboard(kit, "lasting");
            var again = kit.open();
            assertThat(call(again.url(), key)).isEqualTo(200);
            assertThat(again.admin().get("/admin/v1/tenants/lasting").json().getString("name"))
                    .isEqualTo("The lasting");
        }
    }

    @Test
    void concurrentChangesAreAllMade() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            onboard(kit, "busy");
            var all = IntStream.range(0, 12)
                    .mapToObj(i -> (i % 2 == 0 ? kit.node() : other)
                            .admin()
                            .postAsync("/admin/v1/tenants/busy/keys", "{\"name\":\"" + i + "\"}"))
                    .toList();
            var made = new HashSet<String>();
            for (CompletableFuture<ApiClient.Answer> one : all) {
                var answer = one.join();
                // Overtaken three times in a row: told so, and nothing is lost.
                assertThat(answer.status()).as(answer.text()).isIn(201, 409);
                if (answer.status() == 201) {
                    made.add(answer.json().getString("id"));
                }
            }
            var kept = new HashSet<String>();
            kit.admin()
                    .get("/admin/v1/tenants/busy/keys")
                    .json()
                    .getJsonArray("data")
                    .forEach(key -> kept.add(((JsonObject) key).getString("id")));
            assertThat(made).isNotEmpty();
            assertThat(kept).hasSize(made.size() + 1).containsAll(made);
        }
    }

    @Test
    void withRedisAwayAtTheStartFilesServeAndReadinessSaysWhatIsMissing() {
        LocalRedis redis = TestRedis.ownSynced();
        try (var kit = GatewayKit.start(redis.url(), Map.of())) {
            String key = onboard(kit, "later");
            redis.kill();
            var early = kit.open();
            assertThat(call(early.url(), KitTenants.ACME_KEY)).isEqualTo(200);
            ApiClient.of(early.url())
                    .authorized("Bearer " + key)
                    .post("/payments/v1/sessions", GatewayKit.order("SE"))
                    .isProblem(503, "SERVICE_UNAVAILABLE");
            early.admin().get("/admin/v1/tenants").isProblem(503, "SERVICE_UNAVAILABLE");
            var ready = ApiClient.of("http://127.0.0.1:" + early.gateway().managementPort())
                    .get("/health/ready");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.text()).contains("\"id\":\"tenants\",\"status\":\"DOWN\"");

            redis.restart();
            awaitStatus(early.url(), key, 200);
        } finally {
            redis.close();
        }
    }

    @Test
    void aFileThatNamesAStoredTenantIsRefused() throws Exception {
        try (var kit = GatewayKit.start();
                var log = LogCapture.open()) {
            String key = onboard(kit, "twice");
            Path files = KitTenants.write();
            Files.writeString(files.resolve("twice.yaml"), """
                    id: twice
                    name: From a file
                    accounts:
                      - {id: main, base_url: "${KIT_SANDBOX_URL}", username: PK_acme, password: nothing}
                    """);
            var other = kit.open(Map.of("HPP_TENANTS_DIRECTORY", files.toString()));
            assertThat(call(other.url(), key)).isEqualTo(200);
            assertThat(other.admin().get("/admin/v1/tenants/twice").json().getString("source"))
                    .isEqualTo("api");
            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("the file is refused"));
        }
    }

    @Test
    void aPlatformKeyActsForTheTenantsInItsScope() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            onboard(kit, "member");
            onboard(kit, "stranger");
            var made = kit.admin()
                    .post(
                            "/admin/v1/platform-keys",
                            new JsonObject()
                                    .put("name", "the platform")
                                    .put("tenants", new JsonArray(List.of("member", "globex"))));
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            String key = made.json().getString("key");
            awaitPlatform(other, key);
            var platform = ApiClient.of(other.url()).authorized("Bearer " + key);
            var order = GatewayKit.order("SE");

            assertThat(platform.with("Hpp-Tenant", "globex")
                            .post("/payments/v1/sessions", order)
                            .status())
                    .isEqualTo(200);
            var missing = platform.post("/payments/v1/sessions", order).isProblem(400, "BAD_VALUE");
            assertThat(missing.message()).contains("Hpp-Tenant");
            var outside = platform.with("Hpp-Tenant", "stranger").post("/payments/v1/sessions", order);
            var unknown = platform.with("Hpp-Tenant", "nobody").post("/payments/v1/sessions", order);
            outside.isProblem(404, "NOT_FOUND");
            assertThat(outside.withoutCorrelation()).isEqualTo(unknown.withoutCorrelation());
            kit.acme()
                    .with("Hpp-Tenant", "globex")
                    .post("/payments/v1/sessions", order)
                    .isProblem(404, "NOT_FOUND");
            assertThat(kit.acme()
                            .with("Hpp-Tenant", "acme")
                            .post("/payments/v1/sessions", order)
                            .status())
                    .isEqualTo(200);

            String path = "/admin/v1/platform-keys/" + made.json().getString("id");
            var all = kit.admin().send("PATCH", path, BodyPublishers.ofString("{\"tenants\":[\"*\"]}"));
            assertThat(all.status()).as(all.text()).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> platform.with("Hpp-Tenant", "stranger")
                                    .post("/payments/v1/sessions", order)
                                    .status()
                            == 200);
            assertThat(kit.admin().delete(path).status()).isEqualTo(200);
            await().atMost(SOON)
                    .until(() -> platform.with("Hpp-Tenant", "member")
                                    .post("/payments/v1/sessions", order)
                                    .status()
                            == 401);
        }
    }

    private static void awaitPlatform(GatewayKit.Node node, String key) {
        await().atMost(SOON)
                .until(() -> ApiClient.of(node.url())
                                .authorized("Bearer " + key)
                                .with("Hpp-Tenant", "member")
                                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                                .status()
                        == 200);
    }
}
