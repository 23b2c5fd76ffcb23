package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.WebhookShop.Hook;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an endpoint that was made by the API does, over several gateways, with real receivers. */
final class WebhookLifeTest {
    private static WebhookWorld world;
    private static GatewayKit.Node other;

    @BeforeAll
    static void open() {
        world = new WebhookWorld();
        other = world.kit.open();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static ApiClient.Answer call(String id, String what, JsonObject body) {
        var answer = world.acme().post("/v1/webhooks/" + id + "/" + what, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static ApiClient.Answer call(String id, String what) {
        return call(id, what, new JsonObject());
    }

    /** From now on the other gateway knows what this one stored: a look at its list says so. */
    private static void newsAtTheOther() {
        assertThat(world.acme(other).get("/v1/webhooks").status()).isEqualTo(200);
        world.news(other);
    }

    private static JsonObject health(String id) {
        return world.read(id).getJsonObject("health");
    }

    private static JsonObject schedule(String... delays) {
        return new JsonObject().put("schedule", new JsonArray(Arrays.asList(delays)));
    }

    @Test
    void anEndpointMadeAtOneGatewayHearsOfWhatAnotherOneTakesIn() {
        var made = world.made(world.shop.at("/across"));
        var told = new AtomicInteger();
        // Nobody asks the other gateway for its endpoints; without pub/sub it would look after 30 s.
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            told.incrementAndGet();
            world.news(other);
            return !world.shop.events("/across").isEmpty();
        });
        var first = world.shop.events("/across").get(0);
        assertThat(first.isSignedWith(made.getString("secret"))).isTrue();
        var madeAt = Instant.parse(made.getString("created_at"));
        var accepted = Instant.parse(first.json().getString("timestamp"));
        System.out.printf(
                "made at A; of %d events told to B after it, the first it got was taken in %d ms later%n",
                told.get(), Duration.between(madeAt, accepted).toMillis());
    }

    @Test
    void aGatewayThatStartsLaterDeliversToWhatIsStored() {
        world.made(world.shop.at("/late"));
        var late = world.kit.open();
        world.news(late);
        await().until(() -> world.shop.events("/late").size() == 1);
    }

    @Test
    void afterARestartOfAllGatewaysTheEndpointIsThere() {
        String prefix = TestRedis.freshPrefix();
        String id;
        try (var first = new WebhookWorld(Map.of("HPP_REDIS_PREFIX", prefix))) {
            id = first.made(world.shop.at("/restarted")).getString("id");
        }
        try (var second = new WebhookWorld(Map.of("HPP_REDIS_PREFIX", prefix))) {
            assertThat(second.read(id).getString("url")).endsWith("/restarted");
            second.news();
            await().until(() -> world.shop.events("/restarted").size() == 1);
        }
    }

    @Test
    void whileASecretIsRotatedBothSignAndThenOnlyTheNewOne() {
        var made = world.made(world.shop.at("/rotated"));
        String id = made.getString("id");
        String old = made.getString("secret");
        var rotated =
                call(id, "rotate-secret", new JsonObject().put("overlap", "8s")).json();
        String fresh = rotated.getString("secret");
        assertThat(rotated.getJsonArray("expiring_keys")).hasSize(1);
        newsAtTheOther();
        await().until(() -> world.shop.events("/rotated").size() == 1);
        var both = world.shop.events("/rotated").get(0);
        assertThat(both.header("webhook-signature").split(" ")).hasSize(2);
        assertThat(both.isSignedWith(fresh)).isTrue();
        assertThat(both.isSignedWith(old)).isTrue();
        await().until(() -> world.read(id).getJsonArray("expiring_keys").isEmpty());
        newsAtTheOther();
        await().until(() -> world.shop.events("/rotated").size() == 2);
        var one = world.shop.events("/rotated").get(1);
        assertThat(one.isSignedWith(fresh)).isTrue();
        assertThat(one.isSignedWith(old)).isFalse();
    }

    @Test
    void aLeakedSecretEndsAtOnce() {
        var made = world.made(world.shop.at("/leaked"));
        String id = made.getString("id");
        call(id, "rotate-secret");
        call(id, "rotate-secret");
        world.acme().post("/v1/webhooks/" + id + "/rotate-secret", "").isProblem(409, "CONFLICT");
        String fresh = call(id, "rotate-secret", new JsonObject().put("overlap", "0s"))
                .json()
                .getString("secret");
        call(id, "ping");
        Hook ping = world.shop.pings("/leaked").get(0);
        assertThat(ping.header("webhook-signature").split(" ")).hasSize(1);
        assertThat(ping.isSignedWith(fresh)).isTrue();
    }

    @Test
    void anEd25519KeySignsBesideTheSecret() throws Exception {
        var made = world.made(world.shop.at("/asymmetric"), new JsonObject().put("ed25519", true));
        world.news();
        await().until(() -> world.shop.events("/asymmetric").size() == 1);
        var hook = world.shop.events("/asymmetric").get(0);
        assertThat(hook.isSignedWith(made.getString("secret"))).isTrue();
        assertThat(holds(hook, made.getString("public_key"))).isTrue();
        var rotated = call(made.getString("id"), "rotate-secret", new JsonObject().put("key", "ed25519"))
                .json();
        assertThat(rotated.getString("public_key")).isNotEqualTo(made.getString("public_key"));
        assertThat(rotated.containsKey("secret")).isFalse();
        var without = world.acme()
                .send("PATCH", "/v1/webhooks/" + made.getString("id"), BodyPublishers.ofString("{\"ed25519\": false}"))
                .json();
        assertThat(without.getValue("public_key")).isNull();
    }

    /** Verifies {@code v1a} with the JDK, as a receiver would. */
    private static boolean holds(Hook hook, String publicKey) throws Exception {
        byte[] key = Base64.getDecoder().decode(publicKey.substring("whpk_".length()));
        byte[] header = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] encoded = Arrays.copyOf(header, header.length + key.length);
        System.arraycopy(key, 0, encoded, header.length, key.length);
        var verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
        String signed = hook.header("webhook-id") + "." + hook.header("webhook-timestamp") + "." + hook.body();
        verifier.update(signed.getBytes(StandardCharsets.UTF_8));
        String signature = Arrays.stream(hook.header("webhook-signature").split(" "))
                .filter(entry -> entry.startsWith("v1a,"))
                .findFirst()
                .orElseThrow();
        return verifier.verify(Base64.getDecoder().decode(signature.substring("v1a,".length())));
    }

    @Test
    void aChangeHoldsForTheNextEvent() {
        String id = world.made(world.shop.at("/before")).getString("id");
        var change = new JsonObject()
                .put("url", world.shop.at("/after"))
                .put(
                        "headers",
                        new JsonArray()
                                .add(new JsonObject().put("name", "X-Token").put("value", "t-9")));
        world.acme().send("PATCH", "/v1/webhooks/" + id, BodyPublishers.ofString(change.encode()));
        world.news();
        await().until(() -> world.shop.events("/after").size() == 1);
        assertThat(world.shop.events("/after").get(0).header("x-token")).isEqualTo("t-9");
        assertThat(world.shop.events("/before")).isEmpty();
    }

    @Test
    void anEndpointGetsOnlyTheTypesItWants() {
        world.made(world.shop.at("/picky"), new JsonObject().put("events", new JsonArray().add("session.completed")));
        world.made(world.shop.at("/curious"), new JsonObject().put("events", new JsonArray().add("session.*")));
        world.news();
        await().until(() -> world.shop.events("/curious").size() == 1);
        assertThat(world.shop.events("/picky")).isEmpty();
    }

    @Test
    void whatAPausedEndpointIsOwedIsHeldAndSentWhenItIsResumed() {
        String id = world.made(world.shop.at("/paused")).getString("id");
        call(id, "pause");
        newsAtTheOther();
        await().until(() -> health(id).getJsonObject("queue").getLong("waiting_sessions") == 1);
        assertThat(world.read(id).getString("paused_reason")).isEqualTo("paused by the tenant");
        assertThat(world.shop.events("/paused")).isEmpty();
        call(id, "resume");
        await().until(() -> world.shop.events("/paused").size() == 1);
        assertThat(world.read(id).getString("status")).isEqualTo("active");
    }

    @Test
    void aFailingEndpointShowsItInItsHealth() {
        String url = world.shop.at("/failing", any -> 500);
        String id = world.made(url, schedule("0s", "10ms", "10ms", "10ms", "10ms", "1h"))
                .getString("id");
        world.news();
        await().until(() -> health(id).getLong("consecutive_failures") == 5);
        var health = health(id);
        assertThat(health.getJsonObject("breaker").getString("state")).isEqualTo("open");
        assertThat(health.getJsonObject("breaker").getString("until")).isNotNull();
        assertThat(health.getString("failing_since")).isNotNull();
        assertThat(health.getValue("last_success")).isNull();
        assertThat(health.getJsonObject("latency").getInteger("attempts")).isEqualTo(5);
        assertThat(health.getJsonObject("latency").getInteger("failed")).isEqualTo(5);
        assertThat(health.getJsonObject("latency").getLong("p99_ms")).isBetween(0L, 15_000L);
    }

    @Test
    void anEndpointsOwnScheduleEndsInADeadDelivery() {
        String url = world.shop.at("/brief", any -> 500);
        String id = world.made(url, schedule("0s", "10ms")).getString("id");
        world.news();
        await().until(() -> health(id).getJsonObject("queue").getLong("dead") == 1);
        assertThat(world.shop.events("/brief")).hasSize(2);
    }

    @Test
    void aDeletionSaysHowManyEventsItCostAndTheBooksStillAddUp() {
        String url = world.shop.at("/deleted", any -> 500);
        String id = world.made(url, schedule("0s", "1h")).getString("id");
        world.news();
        newsAtTheOther();
        await().until(() -> health(id).getLong("consecutive_failures") == 2);
        long expired = world.stat("expired");
        var answer = world.acme(other).delete("/v1/webhooks/" + id);
        assertThat(answer.json())
                .isEqualTo(new JsonObject().put("id", id).put("deleted", true).put("expired_events", 2));
        assertThat(world.stat("expired") - expired).isEqualTo(2);
        world.acme().get("/v1/webhooks/" + id).isProblem(404, "NOT_FOUND");
        world.news();
        world.awaitBooks();
        assertThat(world.shop.events("/deleted")).hasSize(2);
    }

    @Test
    void aGoodReceiverPassesThePreflight() {
        String own = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
        String url = world.shop.at("/good", hook -> hook.isSignedWith(own) ? 204 : 401);
        var answer = world.acme()
                .post(
                        "/v1/webhooks?preflight=required",
                        new JsonObject().put("url", url).put("secret", own));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        var preflight = answer.json().getJsonObject("preflight");
        for (String check : new String[] {"valid", "forged", "stale"}) {
            assertThat(preflight.getJsonObject(check).getBoolean("ok"))
                    .as(check)
                    .isTrue();
            assertThat(preflight.getJsonObject(check).getValue("warning")).isNull();
        }
        assertThat(preflight.getJsonObject("valid").getInteger("status")).isEqualTo(204);
        assertThat(preflight.getJsonObject("stale").getInteger("status")).isEqualTo(401);
        assertThat(world.shop.pings("/good")).hasSize(3);
    }

    @Test
    void aReceiverThatTakesEverythingIsWarned() {
        String url = world.shop.at("/careless");
        var made = world.acme()
                .post("/v1/webhooks", new JsonObject().put("url", url))
                .json();
        var preflight = made.getJsonObject("preflight");
        assertThat(preflight.getJsonObject("valid").getBoolean("ok")).isTrue();
        assertThat(preflight.getJsonObject("forged").getBoolean("ok")).isFalse();
        assertThat(preflight.getJsonObject("forged").getString("warning")).contains("does not check signatures");
        assertThat(preflight.getJsonObject("stale").getString("warning")).contains("webhook-timestamp");
        assertThat(health(made.getString("id")).getJsonObject("latency").getInteger("attempts"))
                .isZero();
    }

    @Test
    void aReceiverThatIsNotThereIsWarnedOrWhenAskedRefused() {
        var body = new JsonObject().put("url", "http://127.0.0.1:1/");
        var made = world.acme().post("/v1/webhooks", body);
        assertThat(made.status()).isEqualTo(201);
        var preflight = made.json().getJsonObject("preflight");
        assertThat(preflight.getJsonObject("valid").getBoolean("ok")).isFalse();
        assertThat(preflight.getJsonObject("valid").getString("error")).isNotBlank();
        assertThat(preflight.getJsonObject("forged").getString("skipped")).isNotBlank();
        int before =
                world.acme().get("/v1/webhooks").json().getJsonArray("data").size();
        world.acme().post("/v1/webhooks?preflight=required", body).isProblem(422, "PREFLIGHT_FAILED");
        assertThat(world.acme().get("/v1/webhooks").json().getJsonArray("data")).hasSize(before);
        world.acme().delete("/v1/webhooks/" + made.json().getString("id"));
    }

    @Test
    void aPingAfterwardsTriesAgain() {
        var secret = new AtomicReference<>("");
        String url =
                world.shop.at("/later", hook -> !secret.get().isEmpty() && hook.isSignedWith(secret.get()) ? 200 : 401);
        var made = world.acme()
                .post("/v1/webhooks", new JsonObject().put("url", url))
                .json();
        assertThat(made.getJsonObject("preflight").getJsonObject("valid").getInteger("status"))
                .isEqualTo(401);
        secret.set(made.getString("secret"));
        var again = call(made.getString("id"), "ping").json().getJsonObject("preflight");
        assertThat(again.getJsonObject("valid").getBoolean("ok")).isTrue();
        assertThat(again.getJsonObject("forged").getBoolean("ok")).isTrue();
        assertThat(again.getJsonObject("stale").getBoolean("ok")).isTrue();
    }
}
