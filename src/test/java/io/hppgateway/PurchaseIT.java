package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.Browser;
import io.hppgateway.testkit.BrowserTest;
import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole product in a browser: a consumer buys, pays on the hosted page, and sees what the webhook says. */
@BrowserTest
final class PurchaseIT {
    private static final int[] DESKTOP = {1280, 900};
    private static final int[] PHONE = {390, 844};

    private static Vertx vertx;
    private static DevStack stack;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        var conf = Path.of("conf", "dev");
        var ports = new DevStack.Ports(FreePort.next(), FreePort.next(), FreePort.next(), FreePort.next());
        var own = Map.of("HPP_REDIS_URL", TestRedis.url(), "HPP_REDIS_PREFIX", TestRedis.freshPrefix());
        stack = GatewayKit.wait(DevStack.start(vertx, ports, conf, DevMain.apiKeys(conf), own));
    }

    @AfterAll
    static void close() {
        GatewayKit.wait(stack.close());
        GatewayKit.wait(vertx.close());
    }

    /** Buys, up to the hosted page; leaves a picture of each page on the way. */
    private static void buy(Browser browser, String shop, String product, int[] size, String picture) {
        browser.size(size[0], size[1]).go(stack.shopUrl() + "/?shop=" + shop);
        browser.visible("#buy-" + product);
        leave(browser, picture + "-1-storefront");
        browser.click("#buy-" + product).awaitUrl(stack.sandboxUrl());
        browser.visible("#pay");
        leave(browser, picture + "-2-hosted-page");
    }

    private static void leave(Browser browser, String picture) {
        browser.screenshot("purchase-" + picture);
        assertThat(browser.overflows())
                .as(picture + " is wider than the screen")
                .isFalse();
        browser.assertNoConsoleErrors();
    }

    /** The order page, once the webhook has come. */
    private static void seeStatus(Browser browser, String status, String picture) {
        browser.awaitUrl(stack.shopUrl() + "/orders/").awaitText("#status", status);
        assertThat(browser.text("#signature")).startsWith("✓ signature verified");
        leave(browser, picture);
    }

    @ParameterizedTest
    @CsvSource({"acme, tent, desktop", "acme, mug, phone", "globex, lamp, desktop", "globex, chair, phone"})
    void anOrderIsCompletedByItsWebhook(String shop, String product, String screen, Browser browser) {
        String picture = shop + "-" + screen;
        buy(browser, shop, product, screen.equals("phone") ? PHONE : DESKTOP, picture);
        browser.click("#pay");

        seeStatus(browser, "COMPLETED", picture + "-3-order");
        assertThat(browser.text("#timeline")).contains("session.completed").contains("yes, read back from Klarna");
        assertThat(browser.text("#hint")).contains("success");
    }

    @ParameterizedTest
    @CsvSource({"decline, FAILED, failure", "back, BACK, back", "error, ERROR, error"})
    void otherWaysOffTheHostedPageAreToldToo(String button, String status, String result, Browser browser) {
        buy(browser, "acme", "tent", PHONE, button);
        browser.click("#" + button);

        seeStatus(browser, status, button + "-3-order");
        assertThat(browser.text("#hint")).contains(result);
    }

    @Test
    void aCancelledPurchaseIsToldAfterAQuestion(Browser browser) {
        buy(browser, "globex", "lamp", DESKTOP, "cancel");
        browser.click("#cancel").click("#cancel-confirm");

        seeStatus(browser, "CANCELLED", "cancel-3-order");
        assertThat(browser.text("#hint")).contains("cancel");
    }

    @Test
    void aDeclinedPaymentCanBeTriedAgain(Browser browser) {
        buy(browser, "acme", "tent", DESKTOP, "again");
        var hostedPage = browser.driver().getCurrentUrl();
        browser.click("#decline").awaitUrl("/orders/").awaitText("#status", "FAILED");
        var order = browser.driver().getCurrentUrl().replaceFirst("\\?.*", "");

        browser.go(hostedPage).click("#pay");

        seeStatus(browser, "COMPLETED", "again-3-order");
        assertThat(browser.driver().getCurrentUrl()).startsWith(order);
        assertThat(browser.text("#timeline").indexOf("session.completed"))
                .isLessThan(browser.text("#timeline").indexOf("session.failed"));
    }

    @Test
    void eachTenantHearsOnlyOfItsOwnOrders(Browser browser) {
        buy(browser, "acme", "tent", DESKTOP, "own");
        browser.click("#pay");
        seeStatus(browser, "COMPLETED", "own-acme");
        var acmes = browser.text("#session");
        buy(browser, "globex", "lamp", DESKTOP, "own");
        browser.click("#pay");
        seeStatus(browser, "COMPLETED", "own-globex");
        var globexs = browser.text("#session");

        assertThat(received(acmes)).isNotEmpty().containsOnly("acme");
        assertThat(received(globexs)).isNotEmpty().containsOnly("globex");
        assertThat(read("acme", acmes)).isEqualTo(200);
        assertThat(read("acme", globexs)).isEqualTo(404);
        assertThat(read("globex", acmes)).isEqualTo(404);
    }

    /** The tenants whose webhooks told of a session. */
    private static List<String> received(String session) {
        return new JsonArray(ApiClient.of(stack.shopUrl())
                        .get("/received?session=" + session)
                        .text())
                .stream()
                        .map(io.vertx.core.json.JsonObject.class::cast)
                        .map(webhook -> webhook.getString("tenant"))
                        .toList();
    }

    private static int read(String tenant, String session) {
        return ApiClient.of(stack.gatewayUrl())
                .authorized("Bearer " + DevMain.apiKeys(Path.of("conf", "dev")).get(tenant))
                .get("/hpp/v1/sessions/" + session)
                .status();
    }
}
