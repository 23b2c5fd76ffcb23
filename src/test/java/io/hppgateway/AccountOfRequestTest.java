package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With which of its accounts a tenant's request is made. */
final class AccountOfRequestTest {
    private static final String KP = "/payments/v1/sessions";
    private static final String HPP = "/hpp/v1/sessions";
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

    @Test
    void theDefaultWhenNothingSaysOtherwise() {
        kit.paymentSession(kit.globex(), "SE");

        assertThat(kit.klarna().call("POST", KP).getString("username")).isEqualTo("PK_globex_eu");
    }

    @Test
    void theOneThatServesThePurchaseCountry() {
        kit.paymentSession(kit.globex(), "US");

        var call = kit.klarna().call("POST", KP);
        assertThat(call.getString("username")).isEqualTo("PK_globex_na");
        assertThat(call.getString("password")).isEqualTo(KitTenants.GLOBEX_NA_PASSWORD);
    }

    @Test
    void theHeaderBeforeThePurchaseCountry() {
        kit.paymentSession(kit.globex().with("Hpp-Account", "eu"), "US");

        assertThat(kit.klarna().call("POST", KP).getString("username")).isEqualTo("PK_globex_eu");
    }

    @Test
    void theOneThatMadeThePaymentSessionForItsHppSession() {
        String url = kit.paymentSession(kit.globex(), "US");

        var hosted = kit.globex().post(HPP, new JsonObject().put("payment_session_url", url));

        assertThat(hosted.status()).as(hosted.text()).isEqualTo(201);
        assertThat(kit.klarna().call("POST", HPP).getString("merchant")).isEqualTo("globex-na");
    }

    @Test
    void theOneThatMadeTheOrderForItsHppSession() {
        var order = kit.globex().post("/checkout/v3/orders", GatewayKit.order("US"));

        var hosted = kit.globex().post(HPP, new JsonObject().put("payment_session_url", order.header("Location")));

        assertThat(hosted.status()).as(hosted.text()).isEqualTo(201);
        assertThat(kit.klarna().call("POST", HPP).getString("merchant")).isEqualTo("globex-na");
    }

    @Test
    void theOneThatMadeThePaymentSessionForItsReadAndUpdate() {
        String path = kit.paymentSession(kit.globex(), "US").substring(kit.url().length());

        assertThat(kit.globex().get(path).status()).isEqualTo(200);
        assertThat(kit.globex()
                        .post(path, new JsonObject().put("order_amount", 1))
                        .status())
                .isEqualTo(204);

        assertThat(kit.klarna().calls())
                .allSatisfy(call -> assertThat(call.getString("merchant")).isEqualTo("globex-na"));
    }

    @Test
    void theOneThatMadeTheHppSessionForEverythingAboutIt() {
        String url = kit.paymentSession(kit.globex(), "US");
        var hosted = kit.globex().post(HPP, new JsonObject().put("payment_session_url", url));
        String path = HPP + "/" + hosted.json().getString("session_id");
        kit.klarna().reset();

        assertThat(kit.globex().get(path).status()).isEqualTo(200);
        assertThat(kit.globex().delete(path).status()).isEqualTo(204);

        assertThat(kit.klarna().calls())
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.getString("merchant")).isEqualTo("globex-na"));
    }

    @Test
    void anUnknownOneIsRefusedOnForwardedPathsToo() {
        kit.globex()
                .with("Hpp-Account", "main")
                .post(KP, GatewayKit.order("SE"))
                .isProblem(400, "BAD_VALUE");

        kit.klarna().nothingArrived();
    }

    /** Pays a page of the account that serves the US; answers the session as its webhook tells it. */
    private static JsonObject paid(JsonObject options) {
        String url = kit.paymentSession(kit.globex(), "US");
        var body = new JsonObject().put("payment_session_url", url).put("options", options);
        var hosted = kit.globex().post(HPP, body);
        assertThat(hosted.status()).as(hosted.text()).isEqualTo(201);
        String session = hosted.json().getString("session_id");
        kit.klarna().act(session, "pay");
        var hook = kit.hooks().awaitOne("/globex", session, "session.completed");
        kit.klarna().reset();
        return hook.json().getJsonObject("data").getJsonObject("session");
    }

    private static void wentToNa(int calls) {
        assertThat(kit.klarna().calls())
                .hasSize(calls)
                .allSatisfy(call -> assertThat(call.getString("merchant")).isEqualTo("globex-na"));
    }

    @Test
    void theOneThatGotTheAuthorizationForItsOrderAndAllThatFollows() {
        String token = paid(new JsonObject()).getString("authorization_token");

        // Whatever the country: the authorization is that account's.
        var order = kit.globex().post("/payments/v1/authorizations/" + token + "/order", GatewayKit.order("SE"));

        assertThat(order.status()).as(order.text()).isEqualTo(200);
        String path = "/ordermanagement/v1/orders/" + order.json().getString("order_id");
        assertThat(kit.globex().get(path).status()).isEqualTo(200);
        var captured = kit.globex().post(path + "/captures", new JsonObject().put("captured_amount", 129_900));
        assertThat(captured.status()).as(captured.text()).isEqualTo(201);
        wentToNa(3);
    }

    @Test
    void theOneThatPlacedTheOrderOfASession() {
        String order =
                paid(new JsonObject().put("place_order_mode", "PLACE_ORDER")).getString("order_id");

        assertThat(kit.globex().get("/ordermanagement/v1/orders/" + order).status())
                .isEqualTo(200);

        wentToNa(1);
    }

    @Test
    void theOneThatMadeTheCustomerToken() {
        String token = paid(new JsonObject()).getString("authorization_token");
        var made = kit.globex()
                .post(
                        "/payments/v1/authorizations/" + token + "/customer-token",
                        new JsonObject()
                                .put("purchase_country", "US")
                                .put("purchase_currency", "USD")
                                .put("locale", "en-US")
                                .put("description", "Lamp oil, monthly")
                                .put("intended_use", "SUBSCRIPTION"));
        assertThat(made.status()).as(made.text()).isEqualTo(200);

        String path = "/customer-token/v1/tokens/" + made.json().getString("token_id");
        assertThat(kit.globex().get(path).status()).isEqualTo(200);

        wentToNa(2);
    }

    @Test
    void whatIsRememberedNamesNoTokenAndEnds() {
        String token = paid(new JsonObject()).getString("authorization_token");

        var keys = kit.keys("globex", "account:*");
        assertThat(keys).isNotEmpty().allSatisfy(key -> {
            assertThat(key).doesNotContain(token);
            assertThat(kit.redis("PTTL", key).toLong()).isPositive();
        });
    }

    @Test
    void theHeaderNamesItForWhatNobodyRemembers() {
        kit.globex().with("Hpp-Account", "na").get("/ordermanagement/v1/orders/of-last-year");
        kit.globex().get("/ordermanagement/v1/orders/of-last-year");

        assertThat(kit.klarna().calls())
                .extracting(call -> call.getString("merchant"))
                .containsExactly("globex-na", "globex-eu");
    }
}
