package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostedSessionTest extends SandboxFixture {
    private static final String SESSIONS = "/hpp/v1/sessions";

    @Test
    void createsASessionWithEveryUrl() {
        var created = acme.hosted();
        var api = sandbox.baseUrl() + SESSIONS + "/" + created.getString("session_id");

        assertThat(created.getString("session_url")).isEqualTo(api);
        assertThat(created.getString("distribution_url")).isEqualTo(api + "/distribution");
        assertThat(created.getString("manual_identification_check_url")).isEqualTo(api + "/manual-id-check");
        assertThat(created.getString("redirect_url")).startsWith(sandbox.baseUrl() + "/pay/hpp/");
        assertThat(created.getString("qr_code_url")).startsWith(created.getString("redirect_url"));
        assertThat(created.getString("expires_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    }

    @Test
    void describesTheDistributionModule() {
        var module = acme.hosted().getJsonObject("distribution_module");
        var token = module.getString("token").split("\\.", -1);

        assertThat(decoded(token[0])).isEqualTo(new JsonObject().put("alg", "none"));
        assertThat(decoded(token[1]).fieldNames()).contains("iframe_url", "iframe_origin", "event_url", "session_id");
        assertThat(token[2]).isEmpty();
        assertThat(module.getString("standalone_url")).contains("{{profile_id}}", "{{view_id}}");
        assertThat(acme.post(module.getString("generation_url"), "{}").status()).isEqualTo(200);
    }

    @Test
    void answersAManualIdentification() {
        var url = acme.hosted().getString("manual_identification_check_url");

        assertThat(acme.post(url, "{}")
                        .json()
                        .getJsonObject("manual_identification")
                        .fieldNames())
                .contains("challenge", "expires_at");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.klarna.com", "http://gateway.local:8080", "https://shop.example/prefix"})
    void takesAnyHostInThePaymentSessionUrl(String host) {
        var url = host + "/payments/v1/sessions/" + acme.paymentSession();

        assertThat(create(new JsonObject().put("payment_session_url", url)).status())
                .isEqualTo(201);
    }

    @Test
    void refusesAPaymentSessionUrlThatIsNone() {
        var answer = create(new JsonObject().put("payment_session_url", "https://api.klarna.com/elsewhere"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Bad value: payment_session_url");
    }

    @Test
    void doesNotKnowAPaymentSessionThatWasNeverMade() {
        var url = "https://api.klarna.com/payments/v1/sessions/unknown";

        assertThat(create(new JsonObject().put("payment_session_url", url)).status())
                .isEqualTo(404);
    }

    @Test
    void refusesBothCategoryFields() {
        var options = new JsonObject()
                .put("payment_method_category", "PAY_NOW")
                .put("payment_method_categories", new JsonArray().add("PAY_LATER"));

        assertThat(create(body(new JsonObject().put("options", options))).status())
                .isEqualTo(400);
    }

    @Test
    void takesEnumsInLowerCase() {
        assertThat(create(body(SandboxClient.options("payment_method_category", "pay_later")))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void takesNullForAMissingField() {
        var options = new JsonObject().putNull("place_order_mode").putNull("payment_method_categories");
        var created = create(body(new JsonObject().put("options", options).putNull("merchant_urls")));

        assertThat(created.status()).isEqualTo(201);
        assertThat(acme.get(created.json().getString("redirect_url") + "/state").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"place_order_mode", "purchase_type", "show_subtotal_detail", "payment_method_category"})
    void refusesAnUnknownEnum(String field) {
        var answer = create(body(SandboxClient.options(field, "SOMETHING")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Bad value: options." + field);
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "cancel", "back", "failure", "error", "status_update"})
    void refusesAUrlThatIsNotOfTheWeb(String name) {
        var answer = create(body(SandboxClient.urls(name, "javascript:alert(1)")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Bad value: merchant_urls." + name);
    }

    @Test
    void disablesASession() {
        var id = acme.hosted().getString("session_id");

        assertThat(acme.delete(SESSIONS + "/" + id).status()).isEqualTo(204);
        assertThat(acme.read(id).getString("status")).isEqualTo("DISABLED");
        assertThat(acme.act(id, "pay").status()).isEqualTo(409);
    }

    @Test
    void disablesNoCompletedSession() {
        var id = acme.hosted().getString("session_id");
        acme.act(id, "pay");

        assertThat(acme.delete(SESSIONS + "/" + id).status()).isEqualTo(400);
    }

    @Test
    void showsADistributedLinkInTheOutbox() {
        var created = acme.hosted();
        var answer = distribute(created, "email", new JsonObject().put("email", "eva@example.com"));
        var newest =
                nobody.get("/sandbox/v1/outbox").json().getJsonArray("messages").getJsonObject(0);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(newest.getString("to")).isEqualTo("eva@example.com");
        assertThat(newest.getString("link")).isEqualTo(created.getString("redirect_url"));
        assertThat(nobody.get("/outbox").text()).contains("Outbox");
    }

    @Test
    void distributesNothingWithoutAnAddress() {
        var answer = distribute(acme.hosted(), "sms", new JsonObject().put("phone", "0700000000"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error_code")).isEqualTo("MISSING_CONTACT_DATA");
        assertThat(answer.text()).contains("phone_country");
    }

    @Test
    void distributesNoDisabledSession() {
        var created = acme.hosted();
        acme.delete(created.getString("session_url"));

        assertThat(distribute(created, "token", new JsonObject().put("access_id", "278352"))
                        .status())
                .isEqualTo(400);
    }

    private static SandboxClient.Answer distribute(JsonObject session, String method, JsonObject contact) {
        return acme.post(
                session.getString("distribution_url"),
                new JsonObject().put("method", method).put("contact_information", contact));
    }

    private static SandboxClient.Answer create(JsonObject body) {
        return acme.post(SESSIONS, body);
    }

    private static JsonObject body(JsonObject fields) {
        var url = "https://api.klarna.com/payments/v1/sessions/" + acme.paymentSession();
        return fields.copy().put("payment_session_url", url);
    }

    private static JsonObject decoded(String part) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
    }
}
