package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A payment session and its hosted page in one call. */
final class CheckoutTest {
    private static final String PATH = "/v1/checkouts";
    private static final String KP = "/payments/v1/sessions";
    private static final String HPP = "/hpp/v1/sessions";
    private static GatewayKit kit;

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
    }

    private static JsonObject checkout(String country) {
        return GatewayKit.order(country)
                .put(
                        "merchant_urls",
                        new JsonObject()
                                .put("success", "https://shop.example/ok?sid={{session_id}}")
                                .put("authorization", "https://shop.example/auth"))
                .put("options", new JsonObject().put("place_order_mode", "PLACE_ORDER"))
                .put("profile_id", "p-1");
    }

    private static ApiClient keyed() {
        return kit.acme().with("Idempotency-Key", UUID.randomUUID().toString());
    }

    @Test
    void bothSessionsAreMadeAndAnswered() {
        var answer = kit.acme().post(PATH, checkout("SE"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Hpp-Step")).isEmpty();
        assertThat(answer.json().fieldNames()).containsExactly("payment_session", "hpp_session");
        var payment = answer.json().getJsonObject("payment_session");
        var page = answer.json().getJsonObject("hpp_session");
        assertThat(payment.getString("client_token")).isNotBlank();
        String session = page.getString("session_id");
        assertThat(page.getString("session_url")).isEqualTo(kit.url() + HPP + "/" + session);
        var sent = kit.klarna().call("POST", HPP).getJsonObject("body");
        assertThat(sent.getString("payment_session_url"))
                .isEqualTo(kit.klarna().url() + KP + "/" + payment.getString("session_id"));
        assertThat(kit.acme().get(HPP + "/" + session).json().getString("status"))
                .isEqualTo("WAITING");
    }

    @Test
    void eachCallGetsItsOwnFields() {
        kit.acme().post(PATH, checkout("SE"));

        var payment = kit.klarna().call("POST", KP).getJsonObject("body");
        var page = kit.klarna().call("POST", HPP).getJsonObject("body");
        assertThat(payment)
                .isEqualTo(GatewayKit.order("SE")
                        .put("merchant_urls", new JsonObject().put("authorization", "https://shop.example/auth")));
        assertThat(page.fieldNames())
                .containsExactlyInAnyOrder("payment_session_url", "merchant_urls", "options", "profile_id");
        assertThat(page.getJsonObject("merchant_urls").getString("success"))
                .isEqualTo("https://shop.example/ok?sid={{session_id}}");
        assertThat(page.getJsonObject("merchant_urls").getString("status_update"))
                .startsWith(kit.url() + "/callbacks/v1/acme/");
        assertThat(page.getJsonObject("merchant_urls").containsKey("authorization"))
                .isFalse();
    }

    @Test
    void itsEventsArrive() {
        String session = kit.acme()
                .post(PATH, checkout("SE"))
                .json()
                .getJsonObject("hpp_session")
                .getString("session_id");

        kit.klarna().act(session, "pay");

        kit.hooks().awaitOne("/acme", session, "session.completed");
    }

    @Test
    void bothAreMadeWithTheAccountOfTheCountry() {
        var answer = kit.globex().post(PATH, checkout("US"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(kit.klarna().calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getString("merchant")).isEqualTo("globex-na"));
        // And what follows goes there too.
        kit.klarna().forgetCalls();
        String payment = answer.json().getJsonObject("payment_session").getString("session_id");
        assertThat(kit.globex().get(KP + "/" + payment).status()).isEqualTo(200);
        assertThat(kit.klarna().calls().get(0).getString("merchant")).isEqualTo("globex-na");
    }

    @Test
    void theHeaderNamesTheAccount() {
        kit.globex().with("Hpp-Account", "eu").post(PATH, checkout("US"));

        assertThat(kit.klarna().calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getString("merchant")).isEqualTo("globex-eu"));
    }

    @Test
    void aRefusedPaymentSessionIsKlarnasAnswerAndMakesNoPage() {
        var order = checkout("SE");
        order.remove("order_lines");

        var answer = kit.acme().post(PATH, order);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Hpp-Step")).isEqualTo("payment_session");
        assertThat(answer.header("Klarna-Correlation-Id")).isNotBlank();
        assertThat(kit.klarna().calls("POST", HPP)).isEmpty();
    }

    @Test
    void aRefusedPageIsKlarnasAnswer() {
        kit.klarna().fault(new JsonObject().put("path", HPP).put("status", 400).put("body", "{\"error_code\":\"X\"}"));

        var answer = kit.acme().post(PATH, checkout("SE"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"error_code\":\"X\"}");
        assertThat(answer.header("Hpp-Step")).isEqualTo("hpp_session");
    }

    @Test
    void theSameKeyGetsTheSameAnswer() {
        var client = keyed();
        var first = client.post(PATH, checkout("SE"));

        var second = client.post(PATH, checkout("SE"));

        assertThat(first.status()).as(first.text()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(kit.klarna().calls()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 500, 503})
    void afterAFailureInBetweenTheSameKeyGoesOnWithThePaymentSessionThatThereIs(int status) {
        var client = keyed();
        kit.klarna()
                .fault(new JsonObject().put("path", HPP).put("status", status).put("times", 1));
        assertThat(client.post(PATH, checkout("SE")).status()).isEqualTo(status);

        var second = client.post(PATH, checkout("SE"));

        assertThat(second.status()).as(second.text()).isEqualTo(201);
        assertThat(kit.klarna().calls("POST", KP)).hasSize(1);
        assertThat(kit.klarna().calls("POST", HPP)).hasSize(2);
        client.post(PATH, checkout("NO")).isProblem(422, "IDEMPOTENCY_KEY_REUSED");
    }

    @Test
    void aPaymentSessionWhoseAnswerWasLostIsMadeAnew() {
        var client = keyed();
        kit.klarna().fault(new JsonObject().put("path", KP).put("hang", true).put("times", 1));
        client.post(PATH, checkout("SE")).isProblem(504, "GATEWAY_TIMEOUT");

        assertThat(client.post(PATH, checkout("SE")).status()).isEqualTo(201);

        assertThat(kit.klarna().calls("POST", KP)).hasSize(2);
    }

    @Test
    void aPageWhoseAnswerWasLostIsNotMadeTwice() {
        var client = keyed();
        kit.klarna().fault(new JsonObject().put("path", HPP).put("hang", true).put("times", 1));
        client.post(PATH, checkout("SE")).isProblem(504, "GATEWAY_TIMEOUT");

        client.post(PATH, checkout("SE")).isProblem(409, "OUTCOME_UNKNOWN");

        assertThat(kit.klarna().calls("POST", HPP)).hasSize(1);
    }

    @Test
    void eachOfTheTwoCallsHasAnIdempotencyKeyOfItsOwn() {
        var client = kit.acme().with("Klarna-Idempotency-Key", UUID.randomUUID().toString());
        kit.klarna().fault(new JsonObject().put("path", HPP).put("status", 503).put("times", 1));
        client.post(PATH, checkout("SE"));
        client.post(PATH, checkout("SE"));

        var payment = header(kit.klarna().call("POST", KP));
        var pages = kit.klarna().calls("POST", HPP);
        assertThat(payment).isNotBlank();
        assertThat(pages).hasSize(2).extracting(CheckoutTest::header).containsOnly(header(pages.get(0)));
        assertThat(header(pages.get(0))).isNotEqualTo(payment);
    }

    private static String header(JsonObject call) {
        return call.getJsonObject("headers").getString("klarna-idempotency-key");
    }

    @Test
    void anAnswerWithoutAPaymentSessionIs502() {
        kit.klarna().fault(new JsonObject().put("path", KP).put("status", 200).put("body", "<html>"));

        kit.acme().post(PATH, checkout("SE")).isProblem(502, "BAD_GATEWAY");

        assertThat(kit.klarna().calls("POST", HPP)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"a\":1,\"a\":2}",
                "{\"merchant_urls\":[]}",
                "{\"merchant_urls\":{\"success\":1,\"success\":2}}",
                "{\"merchant_urls\":{\"status_update\":\"ftp://x\"}}",
                "{\"payment_session_url\":\"https://api.klarna.com/payments/v1/sessions/1\"}"
            })
    void whatCannotBeTakenApartIsRefusedBeforeAnythingIsSent(String body) {
        kit.acme().post(PATH, body).isProblem(400, "BAD_VALUE");

        kit.klarna().nothingArrived();
    }

    @Test
    void itNeedsAKey() {
        kit.nobody().post(PATH, checkout("SE")).isProblem(401, "UNAUTHORIZED");
    }
}
