package io.hppgateway.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.Browser;
import io.hppgateway.testkit.BrowserTest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@BrowserTest
final class DemoShopIT {
    @AutoClose
    private final OpenShop open = new OpenShop();

    @ParameterizedTest
    @CsvSource({"acme, 360, 740", "acme, 1280, 900", "globex, 360, 740", "globex, 1280, 900"})
    void the_storefront_fits_the_screen_without_errors(String shop, int width, int height, Browser browser) {
        browser.size(width, height).go(open.shop.baseUrl() + "/?shop=" + shop);
        browser.visible(".buy");

        browser.screenshot("storefront-" + shop + "-" + width);
        assertThat(browser.overflows()).isFalse();
        browser.assertNoConsoleErrors();
    }

    @ParameterizedTest
    @CsvSource({"360, 740", "1280, 900"})
    void a_signed_webhook_changes_the_open_order_page(int width, int height, Browser browser) {
        browser.size(width, height).go(open.shop.baseUrl()).click("#buy-tent").awaitUrl("/orders/");
        browser.awaitText("#live", "Live");
        assertThat(browser.text("#status")).isEqualTo("waiting for Klarna");
        assertThat(browser.text("#hint")).contains("success");
        browser.screenshot("order-waiting-" + width);

        Stream.of("IN_PROGRESS", "COMPLETED")
                .forEach(status -> open.deliver("msg-" + status, browser.text("#session"), status.length(), status));

        // The sequence decides, not the arrival: IN_PROGRESS was given the higher one.
        browser.awaitText("#timeline li:nth-child(2) strong", "session.completed");
        assertThat(browser.text("#status")).isEqualTo("IN_PROGRESS");

        open.deliver("msg-last", browser.text("#session"), 12, "COMPLETED");
        browser.awaitText("#status", "COMPLETED");
        assertThat(browser.text("#signature"))
                .startsWith("✓ signature verified")
                .contains("v1,");
        browser.screenshot("order-completed-" + width);
        assertThat(browser.overflows()).isFalse();
        browser.assertNoConsoleErrors();
    }

    @Test
    void the_token_that_klarna_put_into_the_address_does_not_stay_there(Browser browser) {
        browser.go(open.shop.baseUrl()).click("#buy-mug").awaitText("#live", "Live");

        assertThat(browser.driver().getCurrentUrl()).endsWith("?result=success").doesNotContain("token");
    }

    @Test
    void a_refusal_is_shown_as_text(Browser browser) {
        open.gateway.status = 400;
        browser.size(1280, 900).go(open.shop.baseUrl()).click("#buy-mug");

        assertThat(browser.visible("#messages").getText()).isEqualTo("Bad value: <b>order_amount</b>");
        browser.screenshot("order-refused");
    }
}
