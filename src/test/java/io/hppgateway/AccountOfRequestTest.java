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
}
