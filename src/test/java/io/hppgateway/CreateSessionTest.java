package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Klarna gets of a create, and what the tenant gets back. */
final class CreateSessionTest {
    private static final String LINK =
            "/callbacks/v1/acme/[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}\\?sid=\\{\\{session_id}}";

    private static GatewayKit kit;
    private static RawUpstream raw;
    private static GatewayKit rawKit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
        raw = new RawUpstream(CreateSessionTest::answer);
        rawKit = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", raw.url()));
    }

    @AfterAll
    static void close() {
        kit.close();
        rawKit.close();
        raw.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
        raw.got().clear();
    }

    private static void answer(HttpServerRequest request) {
        String base = "http://" + request.authority();
        request.response()
                .setStatusCode(201)
                .putHeader("Content-Type", "application/json;charset=utf-8")
                .putHeader("Location", base + "/hpp/v1/sessions/s1")
                .putHeader("Klarna-Correlation-Id", "corr-1")
                .putHeader("x-ratelimit-limit", "5, 5;w=1")
                .end("{\"session_id\":\"s1\", \"session_url\":\"" + base + "/hpp/v1/sessions/s1\",\"price\":1.50,"
                        + "\"redirect_url\":\"" + base + "/pay/x?y=" + base + "/hpp/v1/sessions\",\"new_url\":\"" + base
                        + "/hpp/v1/other\",\"distribution_module\":{\"generation_url\" : \"" + base
                        + "/hpp/v1/sessions/s1/distribution-module/token\",\"standalone_url\":\"" + base
                        + "/s?profile_id={{profile_id}}\"}}");
    }

    @Test
    void aKpSessionGoesToKlarnaWithTwoValuesChangedAndEveryOtherByteAsItCame() {
        String body = """
                {
                  "payment_session_url" : "%s/payments/v1/sessions/0b1d9815-165e-42e2-8867-35bc03789e00",
                  "profile_id": "01bca03d-f1b4-4c70-8f37-0bd5ee2ae6ff",
                  "merchant_urls": {
                    "success": "https://shop.example/ok?sid={{session_id}}&token={{authorization_token}}&o={{order_id}}",
                    "cancel": "", "back": null,
                    "status_update": "https://shop.example/cb?secretToken=1&sid={{session_id}}",
                    "privacy_policy": "https://shop.example/\\u00e5\\/p"
                  },
                  "options": {"payment_method_categories": ["pay_later"], "background_images": [{"url":"https://i/1.jpg","width":1900.0}],
                    "x_future": [1e2, 12345678901234567890123, 1.10, {"y": {}}], "page_title": "Köp ✓"}
                }
                """.formatted(rawKit.url());

        rawKit.acme().post("/hpp/v1/sessions", body);

        var sent = raw.got().get(0);
        String expected = body.replace(rawKit.url() + "/payments", raw.url() + "/payments");
        String[] around = expected.split("\"https://shop.example/cb[^\"]*\"", -1);
        assertThat(sent.body()).startsWith(around[0]).endsWith(around[1]);
        assertThat(sent.body().substring(around[0].length(), sent.body().length() - around[1].length()))
                .matches("\"" + rawKit.url() + LINK + "\"");
    }

    @Test
    void theCredentialsAreKlarnasAndTheRequestsOtherHeadersGoOn() {
        rawKit.acme()
                .with("User-Agent", "Library/x_1 Language/PHP_8")
                .with("Klarna-Idempotency-Key", "k-1")
                .post("/hpp/v1/sessions", request(rawKit).encode());

        var sent = raw.got().get(0);
        assertThat(sent.method() + " " + sent.uri()).isEqualTo("POST /hpp/v1/sessions");
        assertThat(sent.headers())
                .containsEntry("Authorization", "Basic " + ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD))
                .containsEntry("User-Agent", "Library/x_1 Language/PHP_8")
                .containsEntry("Klarna-Idempotency-Key", "k-1")
                .containsEntry("Host", raw.url().substring("http://".length()));
    }

    @Test
    void theAnswersApiUrlsMoveToTheGatewayAndEveryOtherByteStays() {
        var answer = rawKit.acme().post("/hpp/v1/sessions", request(rawKit).encode());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text())
                .isEqualTo("{\"session_id\":\"s1\", \"session_url\":\"GW/hpp/v1/sessions/s1\",\"price\":1.50,"
                        .concat("\"redirect_url\":\"KL/pay/x?y=KL/hpp/v1/sessions\",\"new_url\":\"KL/hpp/v1/other\",")
                        .concat("\"distribution_module\":{\"generation_url\" : ")
                        .concat("\"GW/hpp/v1/sessions/s1/distribution-module/token\",")
                        .concat("\"standalone_url\":\"KL/s?profile_id={{profile_id}}\"}}")
                        .replace("GW", rawKit.url())
                        .replace("KL", raw.url()));
        assertThat(answer.header("Location")).isEqualTo(rawKit.url() + "/hpp/v1/sessions/s1");
        assertThat(answer.header("Klarna-Correlation-Id")).isEqualTo("corr-1");
        assertThat(answer.header("x-ratelimit-limit")).isEqualTo("5, 5;w=1");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=utf-8");
    }

    @Test
    void aKpSessionOfTheSandboxIsCreated() {
        var hosted =
                kit.hosted(kit.acme(), GatewayKit.urls("success", "https://shop.example/?t={{authorization_token}}"));

        String api = kit.url() + "/hpp/v1/sessions/" + hosted.getString("session_id");
        assertThat(hosted.getString("session_url")).isEqualTo(api);
        assertThat(hosted.getString("distribution_url")).isEqualTo(api + "/distribution");
        assertThat(hosted.getString("manual_identification_check_url")).isEqualTo(api + "/manual-id-check");
        var module = hosted.getJsonObject("distribution_module");
        assertThat(module.getString("generation_url")).isEqualTo(api + "/distribution-module/token");
        assertThat(module.getString("standalone_url"))
                .startsWith(kit.klarna().url())
                .endsWith("{{view_id}}");
        assertThat(hosted.getString("redirect_url")).startsWith(kit.klarna().url());
        assertThat(hosted.getString("qr_code_url")).startsWith(kit.klarna().url());
    }

    @Test
    void theUrlsOfTheAnswerLeadBackThroughTheGateway() {
        var hosted = kit.hosted(kit.acme(), new JsonObject());

        assertThat(kit.acme().get(hosted.getString("session_url")).json().getString("status"))
                .isEqualTo("WAITING");
        var token = kit.acme().post(hosted.getJsonObject("distribution_module").getString("generation_url"), "{}");
        assertThat(token.status()).as(token.text()).isEqualTo(200);
        var identification = kit.acme().post(hosted.getString("manual_identification_check_url"), "{}");
        assertThat(identification.status()).as(identification.text()).isEqualTo(200);
    }

    @Test
    void aKpSessionThatPlacesTheOrderItselfIsCreated() {
        var options = new JsonObject().put("place_order_mode", "PLACE_ORDER");

        String session =
                kit.hosted(kit.acme(), new JsonObject().put("options", options)).getString("session_id");

        assertThat(kit.klarna()
                        .call("POST", "/hpp/v1/sessions")
                        .getJsonObject("body")
                        .getJsonObject("options"))
                .isEqualTo(options);
        assertThat(kit.klarna().act(session, "pay").getString("order_id")).isNotBlank();
    }

    @Test
    void aKcoOrderIsCreatedAndItsLocationLeadsBackThroughTheGateway() {
        var order = kit.acme().post("/checkout/v3/orders", GatewayKit.order("SE"));
        assertThat(order.status()).isEqualTo(201);
        String location = order.header("Location");
        assertThat(location)
                .isEqualTo(kit.url() + "/checkout/v3/orders/" + order.json().getString("order_id"));

        var hosted = kit.acme().post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", location));

        assertThat(hosted.status()).as(hosted.text()).isEqualTo(201);
        assertThat(kit.klarna()
                        .call("POST", "/hpp/v1/sessions")
                        .getJsonObject("body")
                        .getString("payment_session_url"))
                .isEqualTo(location.replace(kit.url(), kit.klarna().url()));
    }

    @Test
    void aPaymentSessionNamedByKlarnasOwnHostIsTakenToo() {
        String url = kit.paymentSession(kit.acme(), "SE")
                .replace(kit.url(), kit.klarna().url());

        assertThat(kit.acme()
                        .post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", url))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void everyCreateHasACallbackLinkOfItsOwn() {
        kit.hosted(kit.acme());
        String first = kit.callbackLink("x");
        kit.hosted(kit.acme());

        assertThat(kit.callbackLink("x")).isNotEqualTo(first).startsWith(kit.url() + "/callbacks/v1/acme/");
    }

    private static JsonObject request(GatewayKit where) {
        return new JsonObject().put("payment_session_url", where.url() + "/payments/v1/sessions/p1");
    }
}
