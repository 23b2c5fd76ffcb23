package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Redis is gone, and stays it: what each path answers. */
final class RedisAwayTest {
    private static LocalRedis redis;
    private static GatewayKit kit;
    private static String session;
    private static String link;
    private static String payment;
    private static String globexPayment;

    @BeforeAll
    static void open() {
        redis = TestRedis.own();
        kit = GatewayKit.start(redis.url(), Map.of());
        payment = kit.paymentSession(kit.acme(), "SE");
        globexPayment = kit.paymentSession(kit.globex(), "US");
        session = kit.hosted(kit.acme());
        link = kit.callbackLink(session);
        redis.kill();
    }

    @AfterAll
    static void close() {
        kit.close();
        redis.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    private static void isUnavailable(ApiClient.Answer answer) {
        answer.isProblem(503, "SERVICE_UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        kit.klarna().nothingArrived();
    }

    @Test
    void aCreateIs503AndNothingIsSent() {
        isUnavailable(kit.acme().post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", payment)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ",
                "DELETE ",
                "POST /distribution",
                "POST /distribution-module/token",
                "GET /manual-id-check"
            })
    void everythingAboutASessionIs503AndNothingIsSent(String methodAndEnd) {
        var parts = methodAndEnd.split(" ", -1);

        isUnavailable(
                kit.acme().send(parts[0], "/hpp/v1/sessions/" + session + parts[1], BodyPublishers.ofString("{}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "deliveries", "sessions", "webhooks", "statement"})
    void whatATenantLooksUpIs503(String path) {
        isUnavailable(kit.acme().get("/v1/" + path));
    }

    @Test
    void aCallbackIs503SoThatKlarnaCallsAgain() {
        isUnavailable(kit.nobody().post(link, CallbackDoorTest.event(session, "IN_PROGRESS")));
    }

    @Test
    void aCallbackWithAForgedLinkIsStill404() {
        kit.nobody()
                .post(link.replace("acme", "globex"), CallbackDoorTest.event(session, "IN_PROGRESS"))
                .isProblem(404, "NOT_FOUND");
    }

    @Test
    void aTenantWithSeveralAccountsMakesNoPaymentSessionWhoseAccountNobodyWouldRemember() {
        isUnavailable(kit.globex().post("/payments/v1/sessions", GatewayKit.order("US")));
    }

    @Test
    void aTenantWithSeveralAccountsReadsNoPaymentSessionAtAGuessedOne() {
        isUnavailable(kit.globex().get(globexPayment));
    }

    @Test
    void whatNeedsNoRecordGoesOn() {
        assertThat(kit.acme()
                        .post("/payments/v1/sessions", GatewayKit.order("SE"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whoHasNoKeyIsStillToldSo() {
        kit.nobody().get("/hpp/v1/sessions/" + session).isProblem(401, "UNAUTHORIZED");
    }

    @Test
    void theGatewayIsAliveButNotReadyAndSaysWhy() {
        var management = ApiClient.of(kit.managementUrl());

        var ready = management.get("/health/ready");
        assertThat(ready.status()).isEqualTo(503);
        assertThat(ready.json().getString("outcome")).isEqualTo("DOWN");
        assertThat(ready.text())
                .contains("\"id\":\"redis\",\"status\":\"DOWN\"")
                .contains("Redis answers no script");
        assertThat(management.get("/health/live").status()).isEqualTo(200);
        assertThat(management.get("/health/started").status()).isEqualTo(200);
    }
}
