package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The hosted page in a real browser; skipped on a machine that has none. */
@EnabledIf("hasBrowser")
final class HostedPageIT extends SandboxFixture {
    private static final Dimension PHONE = new Dimension(390, 844);
    private static final Dimension DESKTOP = new Dimension(1280, 900);

    private static final File CHROMIUM = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");

    private static WebDriver browser;
    private static HttpServer shop;

    static boolean hasBrowser() {
        return CHROMIUM.canExecute() && DRIVER.canExecute();
    }

    @BeforeAll
    static void openBrowserAndShop() throws Exception {
        var options = new ChromeOptions();
        options.setBinary(CHROMIUM);
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
        var driver =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build();
        browser = new ChromeDriver(driver, options);
        shop = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("shop"))
                .listen(0, "localhost")
                .await(5, TimeUnit.SECONDS);
    }

    @AfterAll
    static void closeBrowserAndShop() throws Exception {
        browser.quit();
        shop.close().await(5, TimeUnit.SECONDS);
    }

    @BeforeEach
    void phone() {
        browser.manage().window().setSize(PHONE);
    }

    @ParameterizedTest
    @CsvSource({"pay,success,COMPLETED", "decline,failure,FAILED", "back,back,BACK", "error,error,ERROR"})
    void bringsTheConsumerBackToTheShop(String button, String url, String status) {
        var created = acme.hosted(SandboxClient.urls(url, shopUrl("/" + url + "?sid={{session_id}}")));
        var id = created.getString("session_id");
        browser.get(created.getString("redirect_url"));
        visible(button).click();

        await10().until(ExpectedConditions.urlToBe(shopUrl("/" + url + "?sid=" + id)));
        assertThat(acme.read(id).getString("status")).isEqualTo(status);
    }

    @Test
    void cancelsOnlyAfterAQuestion() {
        var created = acme.hosted(SandboxClient.urls("cancel", shopUrl("/cancel")));
        browser.get(created.getString("redirect_url"));
        visible("cancel").click();
        visible("cancel-keep").click();
        visible("cancel").click();
        visible("cancel-confirm").click();

        await10().until(ExpectedConditions.urlToBe(shopUrl("/cancel")));
        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("CANCELLED");
    }

    @Test
    void confirmsByItselfWithoutASuccessUrl() {
        var created = acme.hosted();
        browser.get(created.getString("redirect_url"));
        visible("pay").click();

        await10().until(ExpectedConditions.urlToBe(created.getString("redirect_url") + "/done"));
        assertThat(visible("outcome-title").getText()).startsWith("Thank you");
    }

    @Test
    void offersAnotherTryAfterADecline() {
        var created = acme.hosted();
        browser.get(created.getString("redirect_url"));
        visible("decline").click();
        visible("outcome-link").click();

        assertThat(visible("notice").getText()).contains("declined");
        visible("pay").click();
        await10().until(ExpectedConditions.urlContains("/done"));
        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("COMPLETED");
    }

    @Test
    void showsTheOrderInItsCurrencyAndLocale() {
        browser.get(acme.hosted().getString("redirect_url"));

        assertThat(visible("total").getText().replace('\u00a0', ' ')).isEqualTo("1 299,00 kr");
        assertThat(visible("lines").getText()).contains("Headphones");
        assertThat(visible("merchant").getText()).isEqualTo("Acme Shop");
    }

    @Test
    void honoursTheOptions() {
        var options = new JsonObject()
                .put("page_title", "Your yearly plan")
                .put("purchase_type", "subscribe")
                .put("show_subtotal_detail", "HIDE")
                .put("payment_method_categories", new JsonArray().add("pay_now"));
        browser.get(acme.hosted(new JsonObject().put("options", options)).getString("redirect_url"));

        assertThat(visible("title").getText()).isEqualTo("Your yearly plan");
        assertThat(visible("verb").getText()).isEqualTo("Subscribe");
        assertThat(browser.findElement(By.id("lines")).isDisplayed()).isFalse();
        assertThat(browser.findElements(By.name("category"))).hasSize(1);
    }

    @Test
    void showsMarkupOfAMerchantAsText() {
        var title = "<img src=x onerror=\"document.title='broken'\">";
        browser.get(acme.hosted(SandboxClient.options("page_title", title)).getString("redirect_url"));

        assertThat(visible("title").getText()).isEqualTo(title);
        assertThat(browser.findElements(By.cssSelector("#title img"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cancel,Purchase cancelled", "expire,This payment link has expired", "pay,'Thank you, you’re all set'"})
    void saysInWordsThatALinkIsOver(String action, String title) {
        var created = acme.hosted();
        acme.act(created.getString("session_id"), action);
        browser.get(created.getString("redirect_url"));

        assertThat(visible("outcome-title").getText()).isEqualTo(title);
        assertThat(browser.findElement(By.id("pay")).isDisplayed()).isFalse();
    }

    @Test
    void fitsAPhoneAndADesktop() {
        browser.get(acme.hosted().getString("redirect_url"));
        visible("pay");
        assertThat(isWiderThanTheScreen()).isFalse();

        browser.manage().window().setSize(DESKTOP);
        assertThat(isWiderThanTheScreen()).isFalse();
    }

    @Test
    void showsSentLinksInTheOutbox() {
        var created = acme.hosted();
        acme.post(
                created.getString("distribution_url"),
                new JsonObject()
                        .put("method", "email")
                        .put("contact_information", new JsonObject().put("email", "eva@example.com")));
        browser.get(sandbox.baseUrl() + "/outbox");
        var link = await10().until(ExpectedConditions.elementToBeClickable(By.cssSelector(".message .open")));

        assertThat(link.getAttribute("href")).isEqualTo(created.getString("redirect_url"));
    }

    private static boolean isWiderThanTheScreen() {
        var script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth";
        return (Boolean) ((ChromeDriver) browser).executeScript(script);
    }

    private static WebElement visible(String id) {
        return await10().until(ExpectedConditions.elementToBeClickable(By.id(id)));
    }

    private static WebDriverWait await10() {
        return new WebDriverWait(browser, Duration.ofSeconds(10));
    }

    private static String shopUrl(String path) {
        return "http://localhost:" + shop.actualPort() + path;
    }
}
