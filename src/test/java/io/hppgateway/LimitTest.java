package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tenants and merchant ids may spend. */
final class LimitTest {
    private static final String HPP = "/hpp/v1/sessions";

    private static JsonObject request(GatewayKit kit) {
        return new JsonObject().put("payment_session_url", kit.url() + "/payments/v1/sessions/kp-1");
    }

    /** All is paid for up to an hour from now. */
    private static void spend(GatewayKit kit, String tenant, String key) {
        long paid = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        kit.redis("SET", new Namespace(kit.redisPrefix()).of(tenant) + key, Long.toString(paid));
    }

    private static void isLimited(ApiClient.Answer answer, String whose) {
        answer.isProblem(429, "TOO_MANY_REQUESTS");
        assertThat(answer.message()).startsWith(whose);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(answer.header("x-ratelimit-remaining")).isEqualTo("0");
        assertThat(answer.header("x-ratelimit-reset")).isEqualTo(answer.header("Retry-After"));
        assertThat(answer.header("x-ratelimit-limit")).matches("(\\d+), \\1;w=1");
    }

    @Test
    void aTenantThatHasSpentItsShareWaitsAndNobodyElse() {
        try (var kit = GatewayKit.start()) {
            var payment = new JsonObject().put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));
            var keyed = kit.acme().with("Idempotency-Key", UUID.randomUUID().toString());
            var before = keyed.post(HPP, payment);
            spend(kit, "acme", "rate:acme");
            kit.klarna().reset();

            isLimited(kit.acme().post(HPP, payment), "This tenant");
            isLimited(kit.acme().post("/v1/checkouts", GatewayKit.order("SE")), "This tenant");

            kit.klarna().nothingArrived();
            assertThat(ApiClient.of(kit.managementUrl()).get("/metrics").text())
                    .contains("hpp_limit_refused_total{category=\"hosted_page\",use=\"tenant\"} 2.0")
                    .contains("hpp_limit_refused_total{category=\"other\",use=\"tenant\"} 0.0");
            // What was answered costs nothing to answer again.
            assertThat(keyed.post(HPP, payment).text()).isEqualTo(before.text());
            assertThat(kit.hosted(kit.globex())).isNotBlank();
        }
    }

    @Test
    void aRefusedCreateLeavesItsKeyFree() {
        try (var kit = GatewayKit.start()) {
            var payment = new JsonObject().put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));
            var keyed = kit.acme().with("Idempotency-Key", UUID.randomUUID().toString());
            spend(kit, "acme", "rate:acme");
            isLimited(keyed.post(HPP, payment), "This tenant");

            kit.redis("DEL", new Namespace(kit.redisPrefix()).of("acme") + "rate:acme");

            assertThat(keyed.post(HPP, payment).status()).isEqualTo(201);
        }
    }

    @Test
    void allGatewaysTogetherKeepATenantsShare() {
        var settings = Map.of("HPP_LIMITS_TENANT_CREATES", "1", "HPP_LIMITS_TENANT_BURST", "20");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            var other = ApiClient.of(kit.open().url()).authorized("Bearer " + KitTenants.ACME_KEY);
            String body = new JsonObject()
                    .put("payment_session_url", kit.paymentSession(kit.acme(), "SE"))
                    .encode();
            long start = System.nanoTime();

            var answers = new ArrayList<CompletableFuture<ApiClient.Answer>>();
            for (int i = 0; i < 30; i++) {
                answers.add(kit.acme().postAsync(HPP, body));
                answers.add(other.postAsync(HPP, body));
            }
            var statuses =
                    answers.stream().map(answer -> answer.join().status()).toList();

            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            assertThat(statuses).containsOnly(201, 429);
            long made = statuses.stream().filter(status -> status == 201).count();
            assertThat(made).isBetween(20L, 21L + seconds);
        }
    }

    @Test
    void whatKlarnaSaysIsLeftIsHeeded() {
        try (var upstream = new RawUpstream(request -> request.response()
                        .setStatusCode(201)
                        .putHeader("Content-Type", "application/json")
                        .putHeader("x-ratelimit-remaining", "0")
                        .putHeader("x-ratelimit-reset", "30")
                        .end("{\"session_id\":\"" + UUID.randomUUID() + "\"}"));
                var kit = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", upstream.url()))) {
            var second = kit.open();
            assertThat(kit.acme().post(HPP, request(kit)).status()).isEqualTo(201);

            // By another process too, as soon as it stands in Redis.
            var there = ApiClient.of(second.url()).authorized("Bearer " + KitTenants.ACME_KEY);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var answer = there.post(HPP, request(kit));
                isLimited(answer, "This account's merchant id");
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 30);
            });
            // Of another merchant id and of other calls nothing was said.
            assertThat(kit.globex().post(HPP, request(kit)).status()).isEqualTo(201);
            assertThat(kit.acme().get("/payments/v1/sessions/kp-1").status()).isEqualTo(201);
        }
    }

    @Test
    void aRefusalOfKlarnasIsPassedOnAndThenHeeded() {
        try (var kit = GatewayKit.start()) {
            kit.klarna().fault("/payments/v1/sessions/x", "status", 429);

            assertThat(kit.acme().get("/payments/v1/sessions/x").status()).isEqualTo(429);
            assertThat(kit.klarna().calls("GET", "/payments/v1/sessions/x")).hasSize(1);

            // The sandbox says that its window is over in a second; on a machine that stands still it is.
            var second = kit.acme().get("/payments/v1/sessions/x");
            assertThat(second.status()).isEqualTo(429);
            if (kit.klarna().calls("GET", "/payments/v1/sessions/x").size() == 1) {
                isLimited(second, "This account's merchant id");
            }
        }
    }

    @Test
    void forwardedCallsAndReadsHaveABudgetOfTheirOwn() {
        try (var kit = GatewayKit.start()) {
            String session = kit.hosted(kit.acme());
            String merchant = kit.keys("acme", "budget:*:hosted_page").stream()
                    .map(key -> key.replaceAll(".*:budget:(.*):hosted_page", "$1"))
                    .findFirst()
                    .orElseThrow();
            spend(kit, merchant, "budget:" + merchant + ":other");
            kit.klarna().reset();

            // What this process has in hand goes first.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            isLimited(kit.acme().get("/payments/v1/authorizations/x"), "This account's merchant id"));
            kit.klarna().reset();
            var read = kit.acme().with("Cache-Control", "no-cache").get(HPP + "/" + session);

            assertThat(read.status()).isEqualTo(200);
            assertThat(read.header("Hpp-Cache")).isEqualTo("stale");
            kit.klarna().nothingArrived();
            assertThat(ApiClient.of(kit.managementUrl()).get("/metrics").text())
                    .containsPattern("hpp_limit_refused_total\\{category=\"other\",use=\"tenant\"} [1-9]");
            // Creates are counted apart, and so are payment sessions.
            assertThat(kit.hosted(kit.acme())).isNotBlank();
        }
    }

    @Test
    void twoTenantsWithOneMerchantIdShareItsBudget(@TempDir Path tenants) throws IOException {
        KitTenants.ofOneMerchant(tenants);
        try (var upstream = new RawUpstream(request ->
                        request.response().setStatusCode(201).end("{\"session_id\":\"" + UUID.randomUUID() + "\"}"));
                var kit = GatewayKit.start(
                        TestRedis.url(),
                        Map.of(
                                "KIT_SANDBOX_URL", upstream.url(),
                                "HPP_TENANTS_DIRECTORY", tenants.toString(),
                                "HPP_LIMITS_CREATE", "10"))) {
            var a = kit.nobody().authorized("Bearer " + KitTenants.keyOf("a"));
            var b = kit.nobody().authorized("Bearer " + KitTenants.keyOf("b"));
            String body = request(kit).encode();

            var greedy = new ArrayList<CompletableFuture<ApiClient.Answer>>();
            for (int i = 0; i < 200; i++) {
                greedy.add(a.postAsync(HPP, body));
            }
            var modest = new ArrayList<ApiClient.Answer>();
            for (int i = 0; i < 3; i++) {
                modest.add(b.post(HPP, body));
            }

            assertThat(modest).extracting(ApiClient.Answer::status).containsOnly(201);
            greedy.forEach(answer -> assertThat(answer.join().status()).isIn(201, 429));
        }
    }
}
