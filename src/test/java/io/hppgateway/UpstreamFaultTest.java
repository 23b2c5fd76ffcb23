package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Klarna is gone, slow, or says something else than JSON. */
final class UpstreamFaultTest {
    private static final String[] PATHS = {"/payments/v1/sessions", "/hpp/v1/sessions"};
    private static GatewayKit kit;
    private static String payment;

    @BeforeAll
    static void open() {
        // Faults of many tests in a row are no reason to spare the host here.
        kit = GatewayKit.start(
                TestRedis.url(), Map.of("HPP_KLARNA_RESPONSE_TIMEOUT", "5s", "HPP_UPSTREAM_BREAK_FAILURES", "10000"));
        payment = kit.paymentSession(kit.acme(), "SE");
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    private static ApiClient.Answer post(GatewayKit where, String path) {
        return where.acme()
                .post(path, GatewayKit.order("SE").put("payment_session_url", payment.replace(kit.url(), where.url())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/sessions", "/hpp/v1/sessions"})
    void anUpstreamThatIsGoneIs502AndMayBeRepeated(String path) {
        String nobody = "http://127.0.0.1:" + FreePort.next();
        try (var alone = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", nobody))) {
            var answer = post(alone, path).isProblem(502, "BAD_GATEWAY");

            assertThat(answer.message()).contains("did not leave").doesNotContain("127.0.0.1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/sessions", "/hpp/v1/sessions"})
    void anUpstreamThatIsSlowIs504AndIsAskedOnce(String path) {
        kit.klarna().fault(path, "hang", true);

        assertThat(post(kit, path).isProblem(504, "GATEWAY_TIMEOUT").message()).contains("may have had an effect");

        assertThat(kit.klarna().calls("POST", path)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payments/v1/sessions reset",
                "/payments/v1/sessions partial",
                "/hpp/v1/sessions reset",
                "/hpp/v1/sessions partial"
            })
    void anAnswerThatBreaksOffIs502AndTheRequestIsNotRepeated(String pathAndFault) {
        var parts = pathAndFault.split(" ", -1);
        kit.klarna().fault(parts[0], parts[1], true);

        assertThat(post(kit, parts[0]).isProblem(502, "BAD_GATEWAY").message()).contains("may have had an effect");

        assertThat(kit.klarna().calls("POST", parts[0])).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<html>please log in</html>", "", "[]", "{}", "{\"session_id\":17}", "{\"session_id\":\"\"}"})
    void aCreateThatIsAnsweredWithoutASessionIs502(String body) {
        kit.klarna()
                .fault(new JsonObject().put("path", PATHS[1]).put("status", 201).put("body", body));

        assertThat(post(kit, PATHS[1]).isProblem(502, "BAD_GATEWAY").text()).doesNotContain("log in");
    }

    @Test
    void a500OfKlarnasIsPassedOnAsItIs() {
        var body = new JsonObject().put("error_code", "INTERNAL_SERVER_ERROR").put("error_message", "singular");
        for (String path : PATHS) {
            kit.klarna().reset();
            kit.klarna()
                    .fault(new JsonObject().put("path", path).put("status", 500).put("body", body));

            var answer = post(kit, path);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json()).isEqualTo(body);
            assertThat(answer.header("Klarna-Correlation-Id")).isNotBlank();
        }
    }

    @Test
    void a404WithoutABodyIsPassedOnAsItIs() {
        kit.klarna()
                .fault(new JsonObject().put("path", PATHS[1]).put("status", 404).put("body", ""));

        var answer = post(kit, PATHS[1]);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).isEmpty();
    }

    @Test
    void aDisableThatKlarnaDoesNotAnswerTellsNobody() {
        String session = kit.hosted(kit.acme());
        kit.klarna().fault("/hpp", "hang", true);

        kit.acme().delete("/hpp/v1/sessions/" + session).isProblem(504, "GATEWAY_TIMEOUT");

        kit.klarna().heal();
        kit.klarna().act(session, "open");
        assertThat(kit.hooks().await("/acme", session, 1).get(0).type()).isEqualTo("session.in_progress");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 403, 503})
    void htmlIsPassedOnAsItIsWhereNobodyReadsIt(int status) {
        String html = "<html>maintenance</html>";
        kit.klarna()
                .fault(new JsonObject()
                        .put("path", PATHS[0])
                        .put("status", status)
                        .put("content_type", "text/html")
                        .put("body", html));

        var answer = kit.acme().get(PATHS[0] + "/x");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.text()).isEqualTo(html);
    }

    @Test
    void aRefusedCreateThatIsHtmlIsPassedOnAsItIs() {
        kit.klarna()
                .fault(new JsonObject()
                        .put("path", PATHS[1])
                        .put("status", 503)
                        .put("content_type", "text/html")
                        .put("body", "<html>busy</html>"));

        var answer = post(kit, PATHS[1]);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).isEqualTo("<html>busy</html>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/sessions", "/hpp/v1/sessions"})
    void a429OfKlarnasIsPassedOnWithWhatItSaysOfTheLimit(String path) {
        try (var busy = new RawUpstream(request -> request.response()
                        .setStatusCode(429)
                        .putHeader("x-ratelimit-limit", "5, 5;w=1")
                        .putHeader("x-ratelimit-remaining", "0")
                        .putHeader("x-ratelimit-reset", "1")
                        .end("{\"error_code\":\"KLARNAS\"}"));
                var alone = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", busy.url()))) {
            var answer = post(alone, path);

            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.text()).isEqualTo("{\"error_code\":\"KLARNAS\"}");
            assertThat(answer.header("x-ratelimit-limit")).isEqualTo("5, 5;w=1");
            assertThat(answer.header("x-ratelimit-reset")).isEqualTo("1");
        }
    }

    @Test
    void garbageThatCallsItselfGzipIs502ForACreateAndPassedOnElsewhere() {
        String garbage = "this was never packed";
        try (var broken = new RawUpstream(request -> request.response()
                        .setStatusCode(201)
                        .putHeader("Content-Encoding", "gzip")
                        .putHeader("Content-Type", "application/json")
                        .end(garbage));
                var alone = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", broken.url()))) {
            assertThat(post(alone, PATHS[1]).isProblem(502, "BAD_GATEWAY").text())
                    .doesNotContain("packed");
            alone.acme().post("/v1/checkouts", GatewayKit.order("SE")).isProblem(502, "BAD_GATEWAY");

            var passed = alone.acme().get(PATHS[0] + "/x");
            assertThat(passed.text()).isEqualTo(garbage);
            assertThat(passed.header("Content-Encoding")).isEqualTo("gzip");
        }
    }
}
