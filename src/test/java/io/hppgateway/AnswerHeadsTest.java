package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the heads of answers say to browsers, caches and curious people. */
final class AnswerHeadsTest {
    private static RawUpstream klarna;
    private static GatewayKit kit;
    private static GatewayKit secure;

    @BeforeAll
    static void open() {
        klarna = new RawUpstream(request -> request.response()
                .putHeader("Server", "envoy")
                .putHeader("Cache-Control", "no-store, private")
                .putHeader("Klarna-Correlation-Id", "k-1")
                .putHeader("x-ratelimit-limit", "5, 5;w=1")
                .end("{}"));
        var upstream = Map.of("KIT_SANDBOX_URL", klarna.url());
        kit = GatewayKit.start(TestRedis.url(), upstream);
        secure = GatewayKit.start(
                TestRedis.url(), Map.of("KIT_SANDBOX_URL", klarna.url(), "HPP_PUBLIC_URL", "https://hpp.example.com"));
    }

    @AfterAll
    static void close() {
        secure.close();
        kit.close();
        klarna.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/sessions",
                "GET /v1/sessions/none",
                "GET /v1/webhooks",
                "GET /v1/events",
                "GET /v1/deliveries",
                "GET /v1/statement",
                "GET /v1/nowhere",
                "GET /hpp/v1/sessions/none",
                "POST /hpp/v1/sessions",
                "POST /v1/checkouts",
                "POST /callbacks/v1/acme/none",
                "GET /nowhere",
                "TRACE /nowhere"
            })
    void anAnswerOfOursIsKeptNowhereAndIsNoPage(String call) {
        var parts = call.split(" ", -1);
        var answer = kit.acme().send(parts[0], parts[1], BodyPublishers.noBody());

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.header("Server")).isEmpty();
        assertThat(answer.header("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/metrics", "/nowhere"})
    void anAnswerOfTheManagementPortIsKeptNowhere(String path) {
        var answer = ApiClient.of(kit.managementUrl()).get(path);

        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void klarnasHeadersPassAsTheyAreAndNothingIsAdded() {
        var answer = kit.acme().get("/payments/v1/sessions/1");

        assertThat(answer.http().headers().map().keySet())
                .containsExactlyInAnyOrder(
                        "cache-control", "content-length", "klarna-correlation-id", "server", "x-ratelimit-limit");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store, private");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/payments/v1/sessions/1", "/v1/webhooks", "/nowhere"})
    void whoComesByHttpsIsToComeThatWayAlways(String path) {
        var answer = secure.acme().get(path);

        assertThat(answer.http().headers().allValues("Strict-Transport-Security"))
                .containsExactly("max-age=31536000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/hpp/v1/sessions", "/payments/v1/sessions", "/v1/webhooks", "/v1/events/stream", "/nowhere"})
    void noPageOfAnotherOriginMayCall(String path) {
        var preflight = kit.nobody()
                .with("Origin", "https://shop.example")
                .with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "authorization")
                .send("OPTIONS", path, BodyPublishers.noBody());

        assertThat(preflight.status()).isBetween(400, 499);
        assertThat(preflight.http().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/<script>alert(1)</script>",
                "/v1/webhooks/%3Cscript%3Ealert(1)%3C%2Fscript%3E",
                "/v1/events?after=%3Cscript%3Ealert(1)%3C/script%3E",
                "/hpp/v1/sessions/%3Cscript%3Ealert(1)%3C%2Fscript%3E"
            })
    void anErrorRepeatsNothingOfTheRequest(String path) {
        var answer = RawHttp.call(kit.url(), "GET " + path, KitTenants.ACME_KEY, "");

        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.text())
                .containsIgnoringCase("content-type: application/json")
                .doesNotContainIgnoringCase("script");
    }
}
