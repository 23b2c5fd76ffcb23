package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Creates that Klarna must not see, and what Klarna itself refuses. */
final class BadCreateTest {
    private static final String CREATE = "/hpp/v1/sessions";
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "not json",
                "[]",
                "[{\"payment_session_url\":\"U\"}]",
                "\"U\"",
                "null",
                "17",
                "{",
                "{\"payment_session_url\":\"U\"} {}",
                "{\"payment_session_url\":\"U\",}",
                "{\"payment_session_url\":\"U\",\"payment_session_url\":\"U\"}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":{\"success\":\"a\",\"success\":\"b\"}}",
                "{\"payment_session_url\":\"U\",\"options\":{\"a\":[{\"b\":1,\"b\":2}]}}",
                "{}",
                "{\"payment_session_url\":null}",
                "{\"payment_session_url\":{}}",
                "{\"payment_session_url\":\"\"}",
                "{\"payment_session_url\":\"nonsense\"}",
                "{\"payment_session_url\":\"https://evil.example/payments/v1/sessions/1\"}",
                "{\"payment_session_url\":\"https://api.klarna.com/payments/v1/sessions/1\"}",
                "{\"payment_session_url\":\"U/../../../x\"}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":\"https://shop.example\"}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":[]}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":{\"status_update\":7}}",
                "\ufeff{\"payment_session_url\":\"U\"}",
                "{\"payment_session_url\":\"U\",\"x\":\"\u0001\"}"
            })
    void aBodyThatCannotBeRewrittenGets400AndReachesNobody(String body) {
        var answer = kit.acme()
                .post(CREATE, body.replace("\"U", "\"" + kit.url() + "/payments/v1/sessions/1"))
                .isProblem(400, "BAD_VALUE");

        assertThat(answer.text()).doesNotContain("evil").doesNotContain("nonsense");
        kit.klarna().nothingArrived();
    }

    @Test
    void aBodyInAnotherEncodingGets400() {
        byte[] utf16 = ("{\"payment_session_url\":\"" + kit.url() + "/payments/v1/sessions/1\"}")
                .getBytes(StandardCharsets.UTF_16LE);

        kit.acme().send("POST", CREATE, BodyPublishers.ofByteArray(utf16)).isProblem(400, "BAD_VALUE");

        kit.klarna().nothingArrived();
    }

    @Test
    void aBodyNestedDeeperThanAnybodyNeedsGets400() {
        String deep = "{\"payment_session_url\":\"" + kit.url() + "/payments/v1/sessions/1\",\"x\":" + "[".repeat(5000)
                + "]".repeat(5000) + "}";

        kit.acme().post(CREATE, deep).isProblem(400, "BAD_VALUE");

        kit.klarna().nothingArrived();
    }

    @Test
    void anAccountTheTenantDoesNotHaveGets400ThatNamesThoseItHas() {
        var answer = kit.globex()
                .with("Hpp-Account", "apac")
                .post(CREATE, named(kit.url() + "/payments/v1/sessions/1"))
                .isProblem(400, "BAD_VALUE");

        assertThat(answer.message()).contains("Hpp-Account").contains("eu, na").doesNotContain("apac");
        kit.klarna().nothingArrived();
    }

    @Test
    void aBodyOf65KibGets413() {
        kit.acme().post(CREATE, padded(65 * 1024)).isProblem(413, "REQUEST_TOO_LARGE");

        kit.klarna().nothingArrived();
    }

    @Test
    void aBodyOf65KibThatDoesNotTellItsLengthGets413() {
        byte[] body = padded(65 * 1024).getBytes(StandardCharsets.UTF_8);

        kit.acme()
                .send("POST", CREATE, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .isProblem(413, "REQUEST_TOO_LARGE");

        kit.klarna().nothingArrived();
    }

    @Test
    void aBodyOfExactly64KibIsTaken() {
        String url = kit.paymentSession(kit.acme(), "SE");
        var body = new JsonObject().put("payment_session_url", url).put("x", "");
        body.put("x", "a".repeat(64 * 1024 - body.encode().length()));

        assertThat(kit.acme().post(CREATE, body).status()).isEqualTo(201);
    }

    @Test
    void klarnasOwn404IsPassedOnAsItIs() {
        var answer = kit.acme().post(CREATE, named(kit.url() + "/payments/v1/sessions/unknown"));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().getString("error_code")).isEqualTo("NOT_FOUND");
        assertThat(answer.json().getString("correlation_id")).isEqualTo(answer.header("Klarna-Correlation-Id"));
        assertThat(kit.klarna().calls("POST", CREATE)).hasSize(1);
    }

    @Test
    void klarnasOwn400IsPassedOnAsItIs() {
        String url = kit.paymentSession(kit.acme(), "SE");
        var body = new JsonObject()
                .put("payment_session_url", url)
                .put("options", new JsonObject().put("purchase_type", "X"));

        var answer = kit.acme().post(CREATE, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo("Bad value: options.purchase_type");
    }

    @Test
    void klarnas429IsPassedOnWithItsHeaders() {
        kit.klarna().fault(CREATE, "status", 429);

        var answer = kit.acme().post(CREATE, named(kit.url() + "/payments/v1/sessions/1"));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("x-ratelimit-reset")).isEqualTo("1");
    }

    private static String named(String url) {
        return new JsonObject().put("payment_session_url", url).encode();
    }

    private static String padded(int size) {
        String body = named(kit.url() + "/payments/v1/sessions/1");
        return body + " ".repeat(size - body.length());
    }
}
