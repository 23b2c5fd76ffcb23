package io.hppgateway.session.create;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.Upstream;
import io.hppgateway.secret.Secret;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CreateRequestTest {
    private static final Upstream KLARNA =
            Upstream.withPassword(URI.create("https://api.playground.klarna.com"), "PK1", Secret.of("pw"));
    private static final Set<String> US = Set.of("https://hpp.example.com", "http://hpp.internal:8080");
    private static final String LINK = "https://hpp.example.com/callbacks/v1/acme/n.m?sid={{session_id}}";

    @Test
    void thePaymentSessionMovesToKlarnaAndTheCallbackToUs() {
        String rewritten = rewrite("{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/ab-1\","
                + "\"merchant_urls\":{\"success\":\"https://shop/?sid={{session_id}}&t={{authorization_token}}\","
                + "\"status_update\":\"https://shop/cb?secret=1\"},\"options\":{\"x_new\":[1.50]}}");

        assertThat(rewritten)
                .isEqualTo("{\"payment_session_url\":\"https://api.playground.klarna.com/payments/v1/sessions/ab-1\","
                        + "\"merchant_urls\":{\"success\":\"https://shop/?sid={{session_id}}&t={{authorization_token}}\","
                        + "\"status_update\":\"" + LINK + "\"},\"options\":{\"x_new\":[1.50]}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"payment_session_url\":\"U\"}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":null}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":{}}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":{\"status_update\":null}}",
                "{\"payment_session_url\":\"U\",\"merchant_urls\":{\"status_update\":\"\"}}"
            })
    void aTenantWithoutACallbackOfItsOwnStillGetsOurs(String body) {
        var request = CreateRequest.parse(
                Buffer.buffer(body.replace("\"U\"", "\"https://api.playground.klarna.com/payments/v1/sessions/1\"")));

        var json = request.forKlarna(KLARNA, US, LINK).toJsonObject();

        assertThat(json.getJsonObject("merchant_urls").getString("status_update"))
                .isEqualTo(LINK);
        assertThat(request.statusUpdate()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hpp.example.com/payments/v1/sessions/1",
                "HTTPS://HPP.Example.COM:443/payments/v1/sessions/1",
                "http://hpp.internal:8080/checkout/v3/orders/1",
                "https://api.playground.klarna.com/checkout/v3/orders/1"
            })
    void ourHostsAndTheAccountsAreTaken(String url) {
        assertThat(rewrite("{\"payment_session_url\":\"" + url + "\"}"))
                .contains("\"https://api.playground.klarna.com/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/payments/v1/sessions/1",
                "https://api.klarna.com/payments/v1/sessions/1",
                "https://hpp.example.com.evil.example/payments/v1/sessions/1",
                "https://hpp.example.com@evil.example/payments/v1/sessions/1",
                "http://hpp.example.com/payments/v1/sessions/1",
                "https://hpp.example.com:8443/payments/v1/sessions/1",
                "//hpp.example.com/payments/v1/sessions/1",
                "/payments/v1/sessions/1",
                "https://hpp.example.com/payments/v1/sessions/",
                "https://hpp.example.com/payments/v1/sessions/1/../../../ordermanagement/v1/orders/2",
                "ftp://hpp.example.com/payments/v1/sessions/1",
                "not a url",
                ""
            })
    void everyOtherUrlIsRefused(String url) {
        assertThatThrownBy(() -> rewrite("{\"payment_session_url\":\"" + url + "\"}"))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().messages().get(0)).startsWith("payment_session_url");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"payment_session_url\":null}",
                "{\"payment_session_url\":17}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":[]}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":{\"status_update\":1}}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":{\"status_update\":\"shop.example/cb\"}}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":{\"status_update\":\"javascript:alert(1)\"}}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":{\"status_update\":\"https://user:secret@shop.example/cb\"}}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"merchant_urls\":{\"status_update\":\"https://shop.example:70000/cb\"}}",
                "{\"payment_session_url\":\"https://hpp.example.com/payments/v1/sessions/1\",\"payment_session_url\":\"https://evil.example/\"}"
            })
    void whatCannotBeRewrittenIsRefused(String body) {
        assertThatThrownBy(() -> rewrite(body))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400));
    }

    private static String rewrite(String body) {
        return CreateRequest.parse(Buffer.buffer(body))
                .forKlarna(KLARNA, US, LINK)
                .toString();
    }
}
