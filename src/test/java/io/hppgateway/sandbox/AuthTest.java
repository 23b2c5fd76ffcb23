package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthTest extends SandboxFixture {

    @Test
    void letsAMerchantInWithItsUsernameAndPassword() {
        assertThat(create(acme).status()).isEqualTo(200);
    }

    @Test
    void takesAPasswordWithAColon() {
        assertThat(create(nobody.as("K200_globex", "globex:secret")).status()).isEqualTo(200);
    }

    @Test
    void takesARawApiKey() {
        assertThat(create(nobody.with("Basic klarna_test_api_initech")).status())
                .isEqualTo(200);
    }

    @Test
    void takesAnEncodedApiKey() {
        var encoded = SandboxClient.base64("klarna_test_api_initech");

        assertThat(create(nobody.with("Basic " + encoded)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic !!!", "Bearer klarna_test_api_initech", "Basic K100_acme"})
    void refusesOtherCredentials(String authorization) {
        var answer = create(nobody.with(authorization));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().fieldNames()).contains("correlation_id", "error_code", "error_messages");
    }

    @Test
    void refusesAWrongPassword() {
        assertThat(create(nobody.as("K100_acme", "wrong")).status()).isEqualTo(401);
    }

    @Test
    void refusesNoCredentials() {
        assertThat(create(nobody).status()).isEqualTo(401);
    }

    @Test
    void hidesASessionFromAnotherMerchant() {
        var payment = acme.paymentSession();
        var hosted = acme.hosted().getString("session_id");
        var globex = nobody.as("K200_globex", "globex:secret");

        assertThat(globex.get("/payments/v1/sessions/" + payment).status()).isEqualTo(404);
        assertThat(globex.get("/hpp/v1/sessions/" + hosted).status()).isEqualTo(404);
        assertThat(globex.delete("/hpp/v1/sessions/" + hosted).status()).isEqualTo(404);
    }

    @Test
    void hostsNoPageOnAnotherMerchantsPayment() {
        var url = "https://api.klarna.com/payments/v1/sessions/" + acme.paymentSession();
        var answer = nobody.as("K200_globex", "globex:secret")
                .post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", url));

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void doesNotPrintAPassword() {
        assertThat(ACME.toString()).doesNotContain("acme-secret").contains("acme-shop");
    }

    @Test
    void refusesTwoMerchantsWithOneKeyWithoutPrintingIt() {
        var twin = new SandboxMerchant("twin", "K100_acme", "acme-secret");

        assertThatThrownBy(() -> new SandboxSettings("localhost", 0, List.of(ACME, twin), TIMEOUT, RETRY))
                .hasMessageContaining("twin")
                .hasMessageNotContaining("acme-secret");
    }

    private static SandboxClient.Answer create(SandboxClient client) {
        return client.post("/payments/v1/sessions", SandboxClient.order());
    }
}
