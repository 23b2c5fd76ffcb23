package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.Browser;
import io.hppgateway.testkit.BrowserTest;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;

/** The hosted page in a real browser. */
@BrowserTest
final class HostedPageIT extends SandboxFixture {
    private static HttpServer shop;
    private static Browser browser;

    @BeforeAll
    static void openShop(Browser ofThisClass) throws Exception {
        browser = ofThisClass;
        shop = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("shop"))
                .listen(0, "localhost")
                .await(5, TimeUnit.SECONDS);
    }

    @AfterAll
    static void closeShop() throws Exception {
        shop.close().await(5, TimeUnit.SECONDS);
    }

    @BeforeEach
    void phone() {
        browser.size(390, 844);
    }

    @ParameterizedTest
    @CsvSource({"pay,success,COMPLETED", "decline,failure,FAILED", "back,back,BACK", "error,error,ERROR"})
    void bringsTheConsumerBackToTheShop(String button, String url, String status) {
        var created = acme.hosted(SandboxClient.urls(url, shopUrl("/" + url + "?sid={{session_id}}")));
        var id = created.getString("session_id");
        browser.go(created.getString("redirect_url"));
        browser.click("#" + button);

        browser.awaitUrl(shopUrl("/" + url + "?sid=" + id));
        assertThat(acme.read(id).getString("status")).isEqualTo(status);
    }

    @Test
    void cancelsOnlyAfterAQuestion() {
        var created = acme.hosted(SandboxClient.urls("cancel", shopUrl("/cancel")));
        browser.go(created.getString("redirect_url"));
        browser.click("#cancel");
        browser.click("#cancel-keep");
        browser.click("#cancel");
        browser.click("#cancel-confirm");

        browser.awaitUrl(shopUrl("/cancel"));
        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("CANCELLED");
    }

    @Test
    void confirmsByItselfWithoutASuccessUrl() {
        var created = acme.hosted();
        browser.go(created.getString("redirect_url"));
        browser.click("#pay");

        browser.awaitUrl(created.getString("redirect_url") + "/done");
        assertThat(browser.visible("#outcome-title").getText()).startsWith("Thank you");
    }

    @Test
    void offersAnotherTryAfterADecline() {
        var created = acme.hosted();
        browser.go(created.getString("redirect_url"));
        browser.click("#decline");
        browser.click("#outcome-link");

        assertThat(browser.visible("#notice").getText()).contains("declined");
        browser.click("#pay");
        browser.awaitUrl("/done");
        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void showsTheOrderInItsCurrencyAndLocale() {
        browser.go(acme.hosted().getString("redirect_url"));

        assertThat(browser.visible("#total").getText().replace('\u00a0', ' ')).isEqualTo("1 299,00 kr");
        assertThat(browser.visible("#lines").getText()).contains("Headphones");
        assertThat(browser.visible("#merchant").getText()).isEqualTo("Acme Shop");
    }

    @Test
    void honoursTheOptions() {
        var options = new JsonObject()
                .put("page_title", "Your yearly plan")
                .put("purchase_type", "subscribe")
                .put("show_subtotal_detail", "HIDE")
                .put("payment_method_categories", new JsonArray().add("pay_now"));
        browser.go(acme.hosted(new JsonObject().put("options", options)).getString("redirect_url"));

        assertThat(browser.visible("#title").getText()).isEqualTo("Your yearly plan");
        assertThat(browser.visible("#verb").getText()).isEqualTo("Subscribe");
        assertThat(browser.driver().findElement(By.id("lines")).isDisplayed()).isFalse();
        assertThat(browser.driver().findElements(By.name("category"))).hasSize(1);
    }

    @Test
    void showsMarkupOfAMerchantAsText() {
        var title = "<img src=x onerror=\"document.title='broken'\">";
        browser.go(acme.hosted(SandboxClient.options("page_title", title)).getString("redirect_url"));

        assertThat(browser.visible("#title").getText()).isEqualTo(title);
        assertThat(browser.driver().findElements(By.cssSelector("#title img"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cancel,Purchase cancelled", "expire,This payment link has expired", "pay,'Thank you, you’re all set'"})
    void saysInWordsThatALinkIsOver(String action, String title) {
        var created = acme.hosted();
        acme.act(created.getString("session_id"), action);
        browser.go(created.getString("redirect_url"));

        assertThat(browser.visible("#outcome-title").getText()).isEqualTo(title);
        assertThat(browser.driver().findElement(By.id("pay")).isDisplayed()).isFalse();
    }

    @Test
    void fitsAPhoneAndADesktop() {
        browser.go(acme.hosted().getString("redirect_url"));
        browser.visible("#pay");
        assertThat(browser.overflows()).isFalse();

        browser.size(1280, 900);
        assertThat(browser.overflows()).isFalse();
    }

    @Test
    void showsSentLinksInTheOutbox() {
        var created = acme.hosted();
        acme.post(
                created.getString("distribution_url"),
                new JsonObject()
                        .put("method", "email")
                        .put("contact_information", new JsonObject().put("email", "eva@example.com")));
        browser.go(sandbox.baseUrl() + "/outbox");
        var link = browser.visible(".message .open");

        assertThat(link.getAttribute("href")).isEqualTo(created.getString("redirect_url"));
    }

    private static String shopUrl(String path) {
        return "http://localhost:" + shop.actualPort() + path;
    }
}
