package io.hppgateway.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoShopTest {
    @AutoClose
    private final OpenShop open = new OpenShop();

    @ParameterizedTest
    @CsvSource({
        "/, Acme Outdoor, buy-tent",
        "/?shop=globex, Globex Home, buy-chair",
        "/?shop=nobody, Acme Outdoor, buy-mug"
    })
    void the_storefront_offers_the_goods_of_one_shop(String path, String name, String button) {
        var page = open.get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>" + name + "</title>", "id=\"" + button + "\"", "class=\"buy\"");
    }

    @Test
    void every_page_forbids_scripts_and_pictures_from_elsewhere() {
        for (var path : new String[] {"/", open.buy(), "/orders/unknown"}) {
            var page = open.get(path);
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(page.body().replace("http://www.w3.org/2000/svg", ""))
                    .doesNotContain("http://", "https://", " style=", " onclick=");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shop.css, text/css",
        "order.js, text/javascript",
        "tent.svg, image/svg+xml",
        "acme-logo.svg, image/svg+xml"
    })
    void assets_have_their_type(String name, String type) {
        assertThat(open.get("/assets/" + name)
                        .headers()
                        .firstValue("Content-Type")
                        .orElseThrow())
                .startsWith(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/nothing.svg",
                "/assets/..%2Fpages%2Forder.html",
                "/orders/unknown",
                "/orders/unknown/events"
            })
    void what_is_not_there_is_404(String path) {
        assertThat(open.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void buying_makes_a_payment_session_whose_amounts_add_up() {
        open.submit(Map.of("shop", "acme", "sku", "tent", "quantity", "2"));

        var call = open.gateway.calls.get(0);
        assertThat(call.path()).isEqualTo("/payments/v1/sessions");
        assertThat(call.body().getMap())
                .containsEntry("purchase_country", "SE")
                .containsEntry("purchase_currency", "SEK")
                .containsEntry("locale", "en-SE")
                .containsEntry("order_amount", 859_800)
                .containsEntry("order_tax_amount", 171_960);
        var line = call.body().getJsonArray("order_lines").getJsonObject(0);
        assertThat(line.getMap())
                .containsEntry("quantity", 2)
                .containsEntry("unit_price", 429_900)
                .containsEntry("tax_rate", 2_500)
                .containsEntry("total_amount", 859_800)
                .containsEntry("total_tax_amount", 171_960);
    }

    @Test
    void buying_makes_a_hosted_page_for_that_payment_session() {
        var order = open.buy();

        var body = open.gateway.calls.get(1).body();
        assertThat(open.gateway.calls.get(1).path()).isEqualTo("/hpp/v1/sessions");
        assertThat(body.getString("payment_session_url")).isEqualTo(open.gateway.url() + "/payments/v1/sessions/kp-1");
        var back = open.shop.baseUrl() + order + "?result=";
        assertThat(body.getJsonObject("merchant_urls").getMap())
                .containsOnlyKeys("success", "cancel", "back", "failure", "error")
                .containsEntry("success", back + "success&sid={{session_id}}&token={{authorization_token}}")
                .containsEntry("failure", back + "failure&sid={{session_id}}");
        assertThat(body.getJsonObject("options").getMap())
                .containsEntry("purchase_type", "BUY")
                .containsEntry("page_title", "Acme Outdoor")
                .containsEntry("logo_url", open.shop.baseUrl() + "/assets/acme-logo.svg")
                .containsEntry("place_order_mode", "PLACE_ORDER");
    }

    @Test
    void the_gateway_key_is_presented_as_user_name_and_password() {
        open.buy();

        var basic = "Basic " + base64("acmekey:acmeSecret0123456789acmeSecret");
        assertThat(open.gateway.calls)
                .extracting(PeerGateway.Call::authorization)
                .containsExactly(basic, basic);
    }

    @Test
    void klarnas_own_credentials_work_as_well() {
        assertThat(tenant("K123_abc:secret").authorization()).isEqualTo("Basic " + base64("K123_abc:secret"));
        assertThat(tenant("klarna_test_api_xyz").authorization()).isEqualTo("Basic klarna_test_api_xyz");
    }

    @Test
    void the_customer_is_sent_to_the_hosted_page() {
        var answer = open.submit(Map.of("shop", "globex", "sku", "vase", "quantity", "1"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location").orElseThrow())
                .contains("/orders/", "result=success", "sid=hpp-1");
    }

    @Test
    void a_script_can_buy_too_and_reads_what_it_bought() {
        var wish = new JsonObject().put("shop", "acme").put("sku", "mug").put("quantity", 3);
        var answer = open.post("/orders", "application/json", wish.encode());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(new JsonObject(answer.body()).getMap())
                .containsEntry("session_id", "hpp-1")
                .containsKeys("order_id", "redirect_url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop=nobody&sku=tent", "shop=acme&sku=chair", "shop=acme", "shop=acme&sku=tent&quantity=0",
                "shop=acme&sku=tent&quantity=10", "shop=acme&sku=tent&quantity=x", "shop=%zz", ""
            })
    void an_impossible_wish_is_refused_before_anybody_is_called(String form) {
        assertThat(open.post("/orders", "application/x-www-form-urlencoded", form)
                        .statusCode())
                .isEqualTo(400);
        assertThat(open.gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{", "\"x\"", "{\"shop\":1,\"sku\":[]}"})
    void a_body_that_is_no_wish_is_refused(String body) {
        assertThat(open.post("/orders", "application/json", body).statusCode()).isEqualTo(400);
    }

    @Test
    void a_refusal_shows_klarnas_words_escaped() {
        open.gateway.status = 400;
        var page = open.submit(Map.of("shop", "acme", "sku", "tent"));

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.body())
                .contains("Bad value: &lt;b&gt;order_amount&lt;/b&gt;", "corr-1")
                .doesNotContain("<b>order_amount");
    }

    @Test
    void a_gateway_that_is_not_there_gives_a_friendly_page() {
        open.gateway.close().toCompletionStage().toCompletableFuture().join();
        var page = open.submit(Map.of("shop", "acme", "sku", "tent"));

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.body()).contains("cannot be reached", "Nothing was charged");
    }

    @Test
    void what_the_browser_says_is_a_hint_and_no_status() {
        var page = open.get(open.buy() + "?result=success").body();

        assertThat(page).contains("came back from Klarna with: <strong>success</strong>", ">waiting for Klarna</p>");
    }

    @Test
    void a_result_that_klarna_does_not_have_is_not_shown() {
        assertThat(open.get(open.buy() + "?result=hacked").body()).doesNotContain("hacked", "came back from Klarna");
    }

    @Test
    void secrets_do_not_print() {
        assertThat(new ShopSettings("127.0.0.1", 0, "http://x", List.of(tenant("hpk_a_topSecret"))).toString())
                .doesNotContain("topSecret", "whsec_");
    }

    @Test
    void received_starts_empty() {
        assertThat(new JsonArray(open.get("/received").body())).isEmpty();
    }

    private static ShopTenant tenant(String key) {
        return new ShopTenant("acme", "Acme", key, List.of(OpenShop.ACME_SECRET));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
