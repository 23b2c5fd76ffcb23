package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One idempotency key, one session. */
final class IdempotencyTest {
    private static final String HPP = "/hpp/v1/sessions";
    private static GatewayKit kit;

    private String body;
    private ApiClient acme;
    private String key;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start(TestRedis.url(), Map.of("HPP_KLARNA_RESPONSE_TIMEOUT", "6s"));
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
        body = request(kit.paymentSession(kit.acme(), "SE"));
        key = UUID.randomUUID().toString();
        acme = kit.acme().with("Idempotency-Key", key);
    }

    private static String request(String paymentSession) {
        return new JsonObject().put("payment_session_url", paymentSession).encode();
    }

    private static int sent() {
        return kit.klarna().calls("POST", HPP).size();
    }

    private static String session(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().getString("session_id");
    }

    @Test
    void theSameRequestAgainGetsTheFirstAnswer() {
        var first = acme.post(HPP, body);

        var second = acme.post(HPP, body);

        assertThat(session(second)).isEqualTo(session(first));
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        for (String same : new String[] {"Location", "Content-Type", "Klarna-Correlation-Id"}) {
            assertThat(second.header(same)).as(same).isEqualTo(first.header(same));
        }
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void fiftyAtOnceMakeOneSession() {
        var answers = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> acme.postAsync(HPP, body))
                .toList();

        var all = answers.stream().map(answer -> answer.join()).toList();

        assertThat(all)
                .extracting(ApiClient.Answer::status)
                .isSubsetOf(201, 409)
                .contains(201);
        all.stream().filter(answer -> answer.status() == 409).forEach(answer -> {
            answer.isProblem(409, "IDEMPOTENCY_KEY_IN_USE");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        });
        var made = all.stream()
                .filter(answer -> answer.status() == 201)
                .map(IdempotencyTest::session)
                .distinct();
        assertThat(made).hasSize(1);
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void whileTheFirstRunsTheSecondIsToldToWait() {
        kit.klarna().fault(HPP, "latency_ms", 1500);
        var first = acme.postAsync(HPP, body);
        await().until(() -> sent() == 1);

        // On a machine that stands still the first one may be over by now.
        var second = acme.post(HPP, body);
        if (second.status() != 201) {
            second.isProblem(409, "IDEMPOTENCY_KEY_IN_USE");
        }

        String made = session(first.join());
        assertThat(session(acme.post(HPP, body))).isEqualTo(made);
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void klarnasOwnHeaderCountsAndIsForwarded() {
        var client = kit.acme().with("Klarna-Idempotency-Key", key);

        assertThat(session(client.post(HPP, body))).isEqualTo(session(client.post(HPP, body)));
        // One key, whichever header it comes in.
        assertThat(acme.post(HPP, body).header("Idempotent-Replayed")).isEqualTo("true");

        assertThat(kit.klarna().call("POST", HPP).getJsonObject("headers").getString("klarna-idempotency-key"))
                .isEqualTo(key);
    }

    @Test
    void twoDifferentKeysAreRefused() {
        acme.with("Klarna-Idempotency-Key", "another").post(HPP, body).isProblem(400, "BAD_VALUE");

        assertThat(sent()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "too long"})
    void aKeyThatCannotBeUsedIsRefused(String bad) {
        String value = bad.equals("too long") ? "k".repeat(256) : bad;

        var answer = kit.acme().with("Idempotency-Key", value).post(HPP, body).isProblem(400, "BAD_VALUE");

        assertThat(answer.message()).contains("1 to 255 visible ASCII");
        assertThat(sent()).isZero();
    }

    @Test
    void theLongestKeyIsTaken() {
        assertThat(kit.acme()
                        .with("Idempotency-Key", "k".repeat(255))
                        .post(HPP, body)
                        .status())
                .isEqualTo(201);
    }

    @Test
    void anotherBodyIsRefused() {
        session(acme.post(HPP, body));

        acme.post(HPP, body + " ").isProblem(422, "IDEMPOTENCY_KEY_REUSED");

        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void anotherAccountIsRefused() {
        String payment = request(kit.paymentSession(kit.globex(), "SE"));
        var globex = kit.globex().with("Idempotency-Key", key);
        session(globex.post(HPP, payment));

        globex.with("Hpp-Account", "na").post(HPP, payment).isProblem(422, "IDEMPOTENCY_KEY_REUSED");

        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void anotherTenantsKeyIsAnotherKey() {
        String first = session(acme.post(HPP, body));

        var globex = kit.globex().with("Idempotency-Key", key);
        String second = session(globex.post(HPP, request(kit.paymentSession(kit.globex(), "SE"))));

        assertThat(second).isNotEqualTo(first);
    }

    @Test
    void withoutAKeyEveryRequestMakesASession() {
        assertThat(session(kit.acme().post(HPP, body)))
                .isNotEqualTo(session(kit.acme().post(HPP, body)));
    }

    @Test
    void aRefusalOfKlarnasIsRepeatedToo() {
        kit.klarna().fault(new JsonObject().put("path", HPP).put("status", 400).put("body", "{\"error_code\":\"X\"}"));
        var first = acme.post(HPP, body);
        kit.klarna().heal();

        var second = acme.post(HPP, body);

        assertThat(first.status()).isEqualTo(400);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(sent()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500, 503})
    void whatKlarnaMayDoLaterIsTriedAgain(int status) {
        kit.klarna()
                .fault(new JsonObject().put("path", HPP).put("status", status).put("times", 1));
        assertThat(acme.post(HPP, body).status()).isEqualTo(status);

        var second = acme.post(HPP, body);

        assertThat(second.header("Idempotent-Replayed")).isEmpty();
        assertThat(session(acme.post(HPP, body))).isEqualTo(session(second));
        assertThat(sent()).isEqualTo(2);
    }

    @Test
    void aRefusalForTheMomentIsTriedAgain() {
        kit.klarna().fault(new JsonObject().put("path", HPP).put("status", 429).put("times", 1));
        assertThat(acme.post(HPP, body).status()).isEqualTo(429);

        // Klarna says no more, so it is left alone for a second.
        await().until(() -> acme.post(HPP, body).status() == 201);

        assertThat(sent()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"hang\":true}",
                "{\"reset\":true}",
                "{\"partial\":true}",
                "{\"status\":504}",
                "{\"status\":201,\"body\":\"<html>\"}"
            })
    void anUnknownOutcomeMakesNoSecondSession(String fault) {
        kit.klarna().fault(new JsonObject(fault).put("path", HPP).put("times", 1));
        assertThat(acme.post(HPP, body).status()).isIn(502, 504);

        var second = acme.post(HPP, body).isProblem(409, "OUTCOME_UNKNOWN");

        assertThat(second.message()).contains("use a new key");
        assertThat(second.header("Retry-After")).isEmpty();
        assertThat(sent()).isEqualTo(1);
        // A new key is a decision to make another one.
        session(kit.acme().with("Idempotency-Key", key + "-2").post(HPP, body));
    }

    @Test
    void aClaimWhoseProcessDiedIsUnknownOnceItsLeaseIsOver() {
        var before = kit.keys("acme", "idem:*");
        kit.klarna().fault(new JsonObject().put("path", HPP).put("hang", true).put("times", 1));
        var first = acme.postAsync(HPP, body);
        await().until(() -> sent() == 1);
        // What a killed process leaves behind, some seconds later: the claim held, and its lease over.
        var claims = new ArrayList<>(kit.keys("acme", "idem:*"));
        claims.removeAll(before);
        assertThat(claims).hasSize(1);
        kit.redis("HSET", claims.get(0), "until", "1");

        acme.post(HPP, body).isProblem(409, "OUTCOME_UNKNOWN");

        assertThat(first.join().status()).isEqualTo(504);
        assertThat(sent()).isEqualTo(1);
    }

    @Test
    void aCreateThatDidNotLeaveMayBeRepeated() {
        String nobody = "http://127.0.0.1:" + FreePort.next();
        try (var alone = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", nobody))) {
            var client = alone.acme().with("Idempotency-Key", key);
            String request = body.replace(kit.url(), alone.url());

            client.post(HPP, request).isProblem(502, "BAD_GATEWAY");
            client.post(HPP, request).isProblem(502, "BAD_GATEWAY");
            // And so may another one, as nothing came of the first.
            client.post(HPP, request + " ").isProblem(502, "BAD_GATEWAY");
        }
    }

    @Test
    void whatIsKeptIsSealedAndEnds() {
        session(acme.post(HPP, body));

        for (String name : kit.keys("acme", "idem:*")) {
            assertThat(name).doesNotContain(key);
            assertThat(kit.redis("PTTL", name).toLong())
                    .isBetween(1L, Duration.ofHours(24).toMillis());
            assertThat(kit.redis("HGETALL", name).toString()).doesNotContain("session_id");
        }
    }

    @Test
    void aCreateThatASharedBudgetDidNotLetOutMayBeRepeated(@TempDir Path tenants) throws IOException {
        KitTenants.ofOneMerchant(tenants);
        try (var upstream = new RawUpstream(request ->
                        request.response().setStatusCode(201).end("{\"session_id\":\"" + UUID.randomUUID() + "\"}"));
                var shared = GatewayKit.start(
                        TestRedis.url(),
                        Map.of("KIT_SANDBOX_URL", upstream.url(), "HPP_TENANTS_DIRECTORY", tenants.toString()))) {
            var client = shared.nobody().authorized("Bearer " + KitTenants.keyOf("a"));
            String request = request(shared.url() + "/payments/v1/sessions/kp-1");
            session(client.post(HPP, request));
            String budget = shared.redis("KEYS", shared.redisPrefix() + ":*:budget:*:hosted_page")
                    .get(0)
                    .toString();
            shared.redis("DEL", budget);
            shared.redis("RPUSH", budget, "no number");
            var keyed = client.with("Idempotency-Key", key);

            assertThat(keyed.post(HPP, request).status()).isGreaterThanOrEqualTo(500);
            shared.redis("DEL", budget);

            session(keyed.post(HPP, request));
        }
    }

    @Test
    void aCreateWhoseOpeningRedisDidNotAnswerMayBeRepeated() {
        var redis = new MuteRedis(TestRedis.url(), ":idem:acme:");
        try (redis;
                var away = GatewayKit.start(redis.url(), Map.of())) {
            String request = request(away.paymentSession(away.acme(), "SE"));
            // Redis gets its scripts, and the gateway its connections.
            session(away.acme().with("Idempotency-Key", key + "-0").post(HPP, request));
            var keyed = away.acme().with("Idempotency-Key", key);

            redis.hush();
            keyed.post(HPP, request).isProblem(503, "SERVICE_UNAVAILABLE");

            await().until(() -> keyed.post(HPP, request).status() == 201);
            assertThat(redis.hushed()).isEqualTo(1);
        }
    }
}
