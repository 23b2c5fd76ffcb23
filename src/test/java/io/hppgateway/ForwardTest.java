package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Klarna's other paths. */
final class ForwardTest {
    private static RawUpstream klarna;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        klarna = new RawUpstream(ForwardTest::answer);
        kit = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", klarna.url()));
    }

    @AfterAll
    static void close() {
        kit.close();
        klarna.close();
    }

    @BeforeEach
    void reset() {
        klarna.got().clear();
    }

    private static void answer(HttpServerRequest request) {
        if (request.method().name().equals("HEAD")) {
            request.response().putHeader("Content-Length", "19").end();
            return;
        }
        request.response()
                .setStatusCode(request.method().name().equals("POST") ? 201 : 200)
                .putHeader("Content-Type", "application/json; charset=utf-8")
                .putHeader("Location", "http://" + request.authority() + "/ordermanagement/v1/orders/1/captures/2")
                .putHeader("Capture-Id", "2")
                .putHeader("Connection", "x-hop")
                .putHeader("X-Hop", "1")
                .end("{ \"amount\" : 1.10 }");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /payments/v1/sessions",
                "GET /payments/v1/sessions/1",
                "POST /payments/v1/authorizations/t-1/order",
                "DELETE /payments/v1/authorizations/t-1",
                "POST /checkout/v3/orders",
                "GET /checkout/v3/orders/1",
                "POST /ordermanagement/v1/orders/1/captures",
                "PATCH /ordermanagement/v1/orders/1/authorization",
                "PUT /ordermanagement/v1/orders/1/x",
                "GET /customer-token/v1/tokens/1",
                "GET /payments/v1/sessions/1?a=b&c=%2F&d=%20e+f&a=",
                "GET /payments/v1/sessions/a%20b%2Fc"
            })
    void aCallIsForwardedWithTheTenantsCredentials(String methodAndPath) {
        var parts = methodAndPath.split(" ", -1);
        String body = "{ \"a\": 1.50,\t\"å\":\"\\u00e5\" }";

        var answer = kit.acme().send(parts[0], parts[1], BodyPublishers.ofString(body));

        assertThat(klarna.got()).hasSize(1);
        var got = klarna.got().get(0);
        assertThat(got.method() + " " + got.uri()).isEqualTo(methodAndPath);
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.headers())
                .containsEntry("Authorization", "Basic " + ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD));
        assertThat(answer.status()).isEqualTo(parts[0].equals("POST") ? 201 : 200);
        assertThat(answer.text()).isEqualTo("{ \"amount\" : 1.10 }");
    }

    @Test
    void theLocationOfAnAnswerLeadsThroughTheGatewayAndItsOtherHeadersStay() {
        var answer = kit.acme().post("/ordermanagement/v1/orders/1/captures", "{}");

        assertThat(answer.header("Location")).isEqualTo(kit.url() + "/ordermanagement/v1/orders/1/captures/2");
        assertThat(answer.header("Capture-Id")).isEqualTo("2");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.header("X-Hop")).isEmpty();
    }

    @Test
    void aHeadIsForwardedAndAnsweredWithoutABody() {
        var answer = kit.acme().send("HEAD", "/payments/v1/sessions/1", BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
        assertThat(answer.header("Content-Length")).isEqualTo("19");
        assertThat(klarna.got().get(0).method()).isEqualTo("HEAD");
    }

    @Test
    void anOptionsWithoutAKeyIs401AsAnyOtherCall() {
        kit.nobody()
                .send("OPTIONS", "/payments/v1/sessions", BodyPublishers.noBody())
                .isProblem(401, "UNAUTHORIZED");

        assertThat(klarna.got()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "BREW", "PROPFIND"})
    void aMethodThatKlarnasApisDoNotHaveIs405(String method) {
        // TRACE above all: its answer would hold the credentials.
        var answer = RawHttp.call(kit.url(), method + " /payments/v1/sessions/1", KitTenants.ACME_KEY, "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.body()).contains("\"error_code\":\"METHOD_NOT_ALLOWED\"");
        assertThat(klarna.got()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/favicon.ico",
                "/hpp/v1",
                "/hpp/v2/sessions",
                "/payments/v2/sessions",
                "/settlements/v1/payouts",
                "/sandbox/v1/calls",
                "/health/live",
                "/metrics",
                "/callbacks/v1/acme",
                "/payments/v1/../../settlements/v1/payouts",
                "/payments/v1/%2e%2e/%2e%2e/settlements/v1/payouts",
                "//settlements/v1",
                "/HPP/V1/SESSIONS"
            })
    void aPathNobodyKnowsIs404(String path) {
        var answer = RawHttp.call(kit.url(), "GET " + path, KitTenants.ACME_KEY, "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"error_code\":\"NOT_FOUND\"").contains("correlation_id");
        assertThat(klarna.got()).isEmpty();
    }

    @Test
    void dotsInAPathLeadNowhereElseThanTheRouteTheyMatched() {
        RawHttp.call(kit.url(), "GET /ordermanagement/v1/../../payments/v1/sessions/1", KitTenants.ACME_KEY, "");

        assertThat(klarna.got().get(0).uri()).isEqualTo("/payments/v1/sessions/1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /hpp/v1/sessions",
                "PUT /hpp/v1/sessions",
                "PATCH /hpp/v1/sessions/1",
                "POST /hpp/v1/sessions/1",
                "GET /hpp/v1/sessions/1/distribution"
            })
    void aMethodThatAPathDoesNotHaveIs405(String methodAndPath) {
        var parts = methodAndPath.split(" ", -1);

        kit.acme().send(parts[0], parts[1], BodyPublishers.noBody()).isProblem(405, "METHOD_NOT_ALLOWED");

        assertThat(klarna.got()).isEmpty();
    }

    @Test
    void aBodyOfMoreThanKlarnasMegabyteIs413() {
        kit.acme().post("/payments/v1/sessions", "a".repeat((1 << 20) + 1)).isProblem(413, "REQUEST_TOO_LARGE");

        assertThat(klarna.got()).isEmpty();
    }

    @Test
    void headersOfOneConnectionStayThere() {
        RawHttp.send(
                kit.url(),
                "GET /payments/v1/sessions/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KitTenants.ACME_KEY
                        + "\r\nConnection: close, X-Private\r\nX-Private: 1\r\nX-Public: 2\r\nTE: trailers\r\n"
                        + "Proxy-Authorization: Basic YQ==\r\nKeep-Alive: timeout=5\r\n\r\n");

        assertThat(klarna.got().get(0).headers())
                .doesNotContainKeys("X-Private", "TE", "Proxy-Authorization", "Keep-Alive")
                .containsEntry("X-Public", "2");
    }

    @Test
    void aTenantsOrderIsPlacedWithTheTokenOfItsSession() {
        try (var real = GatewayKit.start()) {
            String session = real.hosted(real.acme());
            String token = real.klarna().act(session, "pay").getString("authorization_token");

            var placed = real.acme().post("/payments/v1/authorizations/" + token + "/order", GatewayKit.order("SE"));

            assertThat(placed.status()).as(placed.text()).isEqualTo(200);
            assertThat(new JsonObject(placed.text()).getString("order_id")).isNotBlank();
        }
    }
}
