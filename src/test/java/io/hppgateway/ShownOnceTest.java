package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Script;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis stored a new secret and is gone then: whoever asked for it still gets it, as nobody is shown it again. */
final class ShownOnceTest {
    private static final Script ENDPOINT = Script.load("lua/webhook-put.lua");
    private static final Script REGISTERED = Script.load("lua/registry-put.lua");

    private static MuteRedis redis;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        redis = new MuteRedis(TestRedis.url(), "nothing is about this");
        kit = GatewayKit.start(redis.url(), Map.of("HPP_REDIS_COMMAND_TIMEOUT", "2s"));
    }

    @AfterAll
    static void close() {
        kit.close();
        redis.close();
    }

    @AfterEach
    void mend() {
        redis.speak();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> kit.acme().get("/v1/webhooks").status() == 200
                        && kit.admin().get("/admin/v1/platform-keys").status() == 200);
    }

    private static ApiClient.Answer endpoint() {
        return kit.acme()
                .post(
                        "/v1/webhooks?preflight=false",
                        new JsonObject().put("url", kit.hooks().url()));
    }

    /** Asks the second time while Redis falls silent behind the change: the first time it may have to learn the script. */
    private static ApiClient.Answer silencedAfter(Script change, Supplier<ApiClient.Answer> ask) {
        assertThat(ask.get().status()).isLessThan(300);
        redis.fallSilentAfter(change.sha());
        var answer = ask.get();
        assertThat(redis.isSilent()).isTrue();
        return answer;
    }

    @Test
    void theSecretOfANewWebhookEndpoint() {
        var answer = silencedAfter(ENDPOINT, ShownOnceTest::endpoint);

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        var made = answer.json();
        assertThat(made.getString("secret")).startsWith("whsec_").endsWith(hint(made));
        assertThat(made.getValue("health", "some")).isNull();
        mend();
        var read = kit.acme().get("/v1/webhooks/" + made.getString("id")).json();
        assertThat(read.getString("secret_hint")).isEqualTo(made.getString("secret_hint"));
        assertThat(read.getString("status")).isEqualTo("active");
    }

    @Test
    void theSecretThatAnEndpointSignsWithFromNowOn() {
        String path = "/v1/webhooks/" + endpoint().json().getString("id");

        var answer = silencedAfter(ENDPOINT, () -> kit.acme().post(path + "/rotate-secret", new JsonObject()));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var rotated = answer.json();
        assertThat(rotated.getString("secret")).endsWith(hint(rotated));
        mend();
        assertThat(kit.acme().get(path).json().getString("secret_hint")).isEqualTo(rotated.getString("secret_hint"));
    }

    private static String hint(JsonObject webhook) {
        return webhook.getString("secret_hint").substring(7);
    }

    @Test
    void theKeyOfATenant() {
        var tenant = AdminApiTest.body("shown", kit.sandboxUrl());
        assertThat(kit.admin().post("/admin/v1/tenants", tenant).status()).isEqualTo(201);

        var answer = silencedAfter(
                REGISTERED, () -> kit.admin().post("/admin/v1/tenants/shown/keys", new JsonObject().put("name", "k")));

        isKey(answer);
        mend();
        String key = answer.json().getString("key");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> kit.nobody()
                                .authorized("Bearer " + key)
                                .get("/v1/webhooks")
                                .status()
                        == 200);
    }

    @Test
    void theKeyOfAPlatform() {
        var body = new JsonObject().put("name", "p").put("tenants", new JsonArray().add("*"));

        var answer = silencedAfter(REGISTERED, () -> kit.admin().post("/admin/v1/platform-keys", body));

        isKey(answer);
        mend();
        var read = kit.admin().get("/admin/v1/platform-keys/" + answer.json().getString("id"));
        assertThat(read.status()).as(read.text()).isEqualTo(200);
    }

    private static void isKey(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().getString("key"))
                .startsWith("hpk_" + answer.json().getString("id") + "_");
    }
}
