package io.hppgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KlarnaTemplateTest {
    @ParameterizedTest
    @CsvSource({
        "/payments/v1/sessions, /payments/v1/sessions",
        "/payments/v1/authorizations/b4bd3423-24e3/order?x=secret, /payments/v1/authorizations/{id}/order",
        "/customer-token/v1/tokens/eyJhbGciOiJSUzI1NiJ9.e30.c2ln/status, /customer-token/v1/tokens/{id}/status",
        "/ordermanagement/v1/orders/1/captures/2/extend-due-date-options,"
                + " /ordermanagement/v1/orders/{id}/captures/{id}/extend-due-date-options",
        "/hpp/v1/sessions/1/distribution-module/some-token, /hpp/v1/sessions/{id}/distribution-module/{id}",
        "/checkout/v3/orders/%6F, /checkout/v3/orders/{id}",
        "/, /"
    })
    void onlyKlarnasWordsStay(String uri, String template) {
        assertThat(KlarnaTemplate.of(uri)).isEqualTo(template);
    }

    @Test
    void aPathOfAnyLengthIsAShortTemplate() {
        assertThat(KlarnaTemplate.of("/payments/v1" + "/x".repeat(1000))).isEqualTo("/payments/v1" + "/{id}".repeat(8));
    }
}
