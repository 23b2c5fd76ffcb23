package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PaymentsTest extends SandboxFixture {
    private static final String SESSIONS = "/payments/v1/sessions";

    @Test
    void createsASession() {
        var answer = acme.post(SESSIONS, SandboxClient.order());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("client_token").split("\\.")).hasSize(3);
        assertThat(answer.json()
                        .getJsonArray("payment_method_categories")
                        .getJsonObject(0)
                        .fieldNames())
                .contains("identifier", "name", "asset_urls");
    }

    @Test
    void answersLikeKlarnaInItsHeaders() {
        var answer = acme.post(SESSIONS, SandboxClient.order());

        assertThat(answer.header("Content-Type")).isEqualTo("application/json;charset=utf-8");
        assertThat(answer.header("Klarna-Correlation-Id")).isNotEmpty();
        assertThat(answer.header("x-ratelimit-limit")).isEqualTo("100000, 100000;w=1");
        assertThat(answer.header("x-ratelimit-remaining")).isNotEmpty();
        assertThat(answer.header("x-ratelimit-reset")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"purchase_country", "purchase_currency", "order_amount", "order_lines"})
    void namesAMissingField(String field) {
        var order = SandboxClient.order();
        order.remove(field);
        var answer = acme.post(SESSIONS, order);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error_code")).isEqualTo("BAD_VALUE");
        assertThat(answer.json().getJsonArray("error_messages")).isEqualTo(new JsonArray().add("Bad value: " + field));
        assertThat(answer.json().getString("correlation_id")).isEqualTo(answer.header("Klarna-Correlation-Id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "null", "\"text\""})
    void refusesABodyThatIsNoObject(String body) {
        assertThat(acme.post(SESSIONS, body).status()).isEqualTo(400);
    }

    @Test
    void readsASessionThatLivesTwoDays() {
        var id = acme.paymentSession();
        var session = acme.get(SESSIONS + "/" + id).json();

        assertThat(session.getString("status")).isEqualTo("incomplete");
        assertThat(session.getInteger("order_amount")).isEqualTo(129_900);
        assertThat(Duration.between(Instant.now(), Instant.parse(session.getString("expires_at"))))
                .isBetween(Duration.ofHours(47), Duration.ofHours(48));
    }

    @Test
    void updatesASession() {
        var id = acme.paymentSession();
        var answer = acme.post(SESSIONS + "/" + id, new JsonObject().put("merchant_reference1", "A-1"));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(acme.get(SESSIONS + "/" + id).json().getString("merchant_reference1"))
                .isEqualTo("A-1");
    }

    @Test
    void placesAnOrderOnceForAToken() {
        var order = "/payments/v1/authorizations/" + authorizationToken() + "/order";
        var placed = acme.post(order, SandboxClient.order());

        assertThat(placed.status()).isEqualTo(200);
        assertThat(placed.json().getString("fraud_status")).isEqualTo("ACCEPTED");
        assertThat(placed.json().fieldNames()).contains("order_id", "redirect_url", "authorized_payment_method");
        assertThat(acme.post(order, SandboxClient.order()).status()).isEqualTo(404);
    }

    @Test
    void sendsTheConsumerOnWithAnOrderOrACustomerToken() {
        var token = new JsonObject()
                .put("description", "Tents, monthly")
                .put("intended_use", "SUBSCRIPTION")
                .put("locale", "sv-SE")
                .put("purchase_country", "SE")
                .put("purchase_currency", "SEK");
        for (var made : List.of(
                acme.post("/payments/v1/authorizations/" + authorizationToken() + "/order", SandboxClient.order()),
                acme.post("/payments/v1/authorizations/" + authorizationToken() + "/customer-token", token))) {
            assertThat(nobody.get(made.json().getString("redirect_url")).status())
                    .as(made.text())
                    .isEqualTo(303);
        }
    }

    @Test
    void placesNoOrderOfAnotherAmount() {
        var order = "/payments/v1/authorizations/" + authorizationToken() + "/order";

        assertThat(acme.post(order, SandboxClient.order().put("order_amount", 1))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void cancelsAnAuthorization() {
        var authorization = "/payments/v1/authorizations/" + authorizationToken();

        assertThat(acme.delete(authorization).status()).isEqualTo(204);
        assertThat(acme.delete(authorization).status()).isEqualTo(404);
    }

    @Test
    void createsReadsAndUpdatesACheckoutOrder() {
        var created = acme.post("/checkout/v3/orders", SandboxClient.order());
        var location = created.header("Location");

        assertThat(created.status()).isEqualTo(201);
        assertThat(location)
                .isEqualTo(sandbox.baseUrl() + "/checkout/v3/orders/"
                        + created.json().getString("order_id"));
        assertThat(created.json().getString("status")).isEqualTo("checkout_incomplete");
        assertThat(created.json().getString("html_snippet")).isNotEmpty();
        assertThat(acme.post(location, new JsonObject().put("order_amount", 5)).status())
                .isEqualTo(200);
        assertThat(acme.get(location).json().getInteger("order_amount")).isEqualTo(5);
    }

    private static String authorizationToken() {
        var id = acme.hosted().getString("session_id");
        return acme.act(id, "pay").json().getString("authorization_token");
    }
}
