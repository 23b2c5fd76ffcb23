package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LifecycleTest extends SandboxFixture {

    @Test
    void waitsUntilThePageIsOpened() {
        assertThat(acme.read(acme.hosted().getString("session_id")).getString("status"))
                .isEqualTo("WAITING");
    }

    @Test
    void isInProgressOnceThePageIsOpened() {
        var created = acme.hosted();
        nobody.get(created.getString("redirect_url"));

        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("IN_PROGRESS");
    }

    @ParameterizedTest
    @CsvSource({"open,IN_PROGRESS", "decline,FAILED", "back,BACK", "error,ERROR"})
    void staysPayableAfter(String action, String status) {
        var id = acme.hosted().getString("session_id");

        assertThat(acme.act(id, action).json().getString("status")).isEqualTo(status);
        assertThat(acme.act(id, "pay").json().getString("status")).isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "cancel"})
    void endsAfter(String action) {
        var id = acme.hosted().getString("session_id");
        acme.act(id, action);

        assertThat(acme.act(id, "open").status()).isEqualTo(409);
    }

    @Test
    void leavesATokenWhenTheMerchantPlacesTheOrder() {
        var id = acme.hosted().getString("session_id");
        acme.act(id, "pay");
        var session = acme.read(id);

        assertThat(session.getString("authorization_token")).isNotEmpty();
        assertThat(session.containsKey("order_id")).isFalse();
        assertThat(session.getJsonObject("customer").fieldNames())
                .contains("given_name", "family_name", "date_of_birth", "national_identification_number", "title");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLACE_ORDER", "CAPTURE_ORDER"})
    void leavesAnOrderWhenKlarnaPlacesIt(String mode) {
        var id = acme.hosted(SandboxClient.options("place_order_mode", mode)).getString("session_id");
        acme.act(id, "pay");
        var session = acme.read(id);

        assertThat(session.containsKey("authorization_token")).isFalse();
        var order = acme.get("/ordermanagement/v1/orders/" + session.getString("order_id"))
                .json();
        assertThat(session.getString("klarna_reference")).isNotEmpty().isEqualTo(order.getString("klarna_reference"));
    }

    @Test
    void leavesTheOrderOfACheckout() {
        var order = acme.post("/checkout/v3/orders", SandboxClient.order());
        var hosted = acme.hostedOn(order.header("Location"), new JsonObject());
        var session = acme.act(hosted.getString("session_id"), "pay").json();

        assertThat(session.getString("order_id")).isEqualTo(order.json().getString("order_id"));
        assertThat(acme.get(order.header("Location")).json().getString("status"))
                .isEqualTo("checkout_complete");
    }

    @Test
    void completesThePaymentSession() {
        var payment = acme.paymentSession();
        var url = "https://api.klarna.com/payments/v1/sessions/" + payment;
        var first = acme.hostedOn(url, new JsonObject());
        var second = acme.hostedOn(url, new JsonObject());
        acme.act(first.getString("session_id"), "pay");

        assertThat(acme.get("/payments/v1/sessions/" + payment).json().getString("status"))
                .isEqualTo("complete");
        assertThat(acme.act(second.getString("session_id"), "pay").status()).isEqualTo(409);
        assertThat(acme.post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", url))
                        .json()
                        .getString("error_code"))
                .isEqualTo("SESSION_COMPLETED");
    }

    @Test
    void doesNotKnowAnExpiredSession() {
        var created = acme.hosted();
        acme.act(created.getString("session_id"), "expire");

        assertThat(acme.get(created.getString("session_url")).status()).isEqualTo(404);
        assertThat(acme.act(created.getString("session_id"), "pay").status()).isEqualTo(409);
        assertThat(nobody.get(created.getString("redirect_url") + "/state")
                        .json()
                        .getString("status"))
                .isEqualTo("EXPIRED");
    }

    @Test
    void listsTheActionsItKnows() {
        var answer = acme.act(acme.hosted().getString("session_id"), "dance");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("open, pay, decline, back, cancel, error, expire");
    }

    @Test
    void doesNotActOnAnUnknownSession() {
        assertThat(nobody.act("unknown", "pay").status()).isEqualTo(404);
    }

    @Test
    void listsSessionsWithTheirState() {
        var created = acme.hosted();
        var all = nobody.get("/sandbox/v1/sessions").json().getJsonArray("sessions");
        var last = all.getJsonObject(all.size() - 1);

        assertThat(last.getString("session_id")).isEqualTo(created.getString("session_id"));
        assertThat(last.getString("merchant")).isEqualTo("acme-shop");
        assertThat(last.getString("redirect_url")).isEqualTo(created.getString("redirect_url"));
    }
}
