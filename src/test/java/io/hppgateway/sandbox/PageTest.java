package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PageTest extends SandboxFixture {

    @Test
    void servesThePageWithAStrictPolicy() {
        var page = nobody.get(acme.hosted().getString("redirect_url"));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'", "script-src 'self'");
        assertThat(page.text()).contains("id=\"pay\"", "id=\"decline\"", "id=\"cancel-confirm\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/outbox", "/pay/assets/page.js", "/pay/assets/page.css", "/pay/assets/badge.svg"})
    void servesItsOwnPagesAndFiles(String path) {
        assertThat(nobody.get(path).status()).isEqualTo(200);
    }

    @Test
    void servesNoOtherFile() {
        assertThat(nobody.get("/pay/assets/..%2fpom.xml").status()).isEqualTo(404);
    }

    @Test
    void encodesTheLinkAsAQrCode() throws Exception {
        var created = acme.hosted();
        var png = nobody.get(created.getString("qr_code_url"));
        var image = ImageIO.read(new ByteArrayInputStream(png.http().body()));
        var pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        var source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        // A drawing and no photograph: looking for the code's corners fails with some contents.
        var read = new QRCodeReader()
                .decode(
                        new BinaryBitmap(new HybridBinarizer(source)),
                        Map.of(DecodeHintType.PURE_BARCODE, Boolean.TRUE));

        assertThat(png.header("Content-Type")).isEqualTo("image/png");
        assertThat(read.getText()).isEqualTo(created.getString("redirect_url"));
    }

    @ParameterizedTest
    @CsvSource({
        "pay,success",
        "decline,failure",
        "back,back",
        "cancel,cancel",
        "error,error",
    })
    void sendsTheConsumerToTheMerchant(String action, String name) {
        var created = acme.hosted(SandboxClient.urls(name, "https://shop.example/" + name + "?sid={{session_id}}"));

        assertThat(act(created, action))
                .isEqualTo("https://shop.example/" + name + "?sid=" + created.getString("session_id"));
    }

    @Test
    void givesTheTokenToTheSuccessUrl() {
        var created =
                acme.hosted(SandboxClient.urls("success", "https://shop.example/ok?token={{authorization_token}}"));
        var redirect = act(created, "pay");
        var token = acme.read(created.getString("session_id")).getString("authorization_token");

        assertThat(redirect).isEqualTo("https://shop.example/ok?token=" + token);
    }

    @Test
    void givesTheTokenToNoOtherUrl() {
        var created =
                acme.hosted(SandboxClient.urls("cancel", "https://shop.example/no?token={{authorization_token}}"));

        assertThat(act(created, "cancel")).endsWith("token={{authorization_token}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pay", "decline", "back", "cancel", "error"})
    void confirmsByItselfWhenTheMerchantNamedNoUrl(String action) {
        var created = acme.hosted(SandboxClient.urls("success", ""));
        var redirect = act(created, action);

        assertThat(sandbox.baseUrl() + redirect).isEqualTo(created.getString("redirect_url") + "/done");
        assertThat(nobody.get(redirect).status()).isEqualTo(200);
    }

    @Test
    void takesTheFailureUrlForAMissingErrorUrl() {
        var created = acme.hosted(SandboxClient.urls("failure", "https://shop.example/failure"));

        assertThat(act(created, "error")).isEqualTo("https://shop.example/failure");
    }

    @Test
    void doesNotReopenThePaymentWhenTheResultIsShown() {
        var created = acme.hosted();
        act(created, "decline");
        nobody.get(created.getString("redirect_url") + "/done");

        assertThat(acme.read(created.getString("session_id")).getString("status"))
                .isEqualTo("FAILED");
    }

    @Test
    void offersOnlyTheWantedCategories() {
        var created = acme.hosted(SandboxClient.options("payment_method_categories", new JsonArray().add("pay_now")));

        assertThat(state(created).getJsonArray("categories")).isEqualTo(new JsonArray().add("PAY_NOW"));
    }

    @Test
    void offersOtherCategoriesAfterADeclineWithFallback() {
        var options = new JsonObject().put("payment_method_category", "PAY_NOW").put("payment_fallback", true);
        var created = acme.hosted(new JsonObject().put("options", options));
        act(created, "decline");

        assertThat(state(created).getJsonArray("categories")).containsExactly("PAY_NOW", "PAY_LATER", "PAY_OVER_TIME");
        assertThat(state(created).getBoolean("declined")).isTrue();
    }

    @Test
    void tellsThePageThatItWasPaidElsewhere() {
        var url = "https://api.klarna.com/payments/v1/sessions/" + acme.paymentSession();
        var first = acme.hostedOn(url, new JsonObject());
        var second = acme.hostedOn(url, new JsonObject());
        act(first, "pay");

        assertThat(state(second).getBoolean("paid_elsewhere")).isTrue();
        assertThat(state(second).getBoolean("payable")).isFalse();
    }

    @Test
    void takesNoExpiryFromThePage() {
        var created = acme.hosted();
        var answer =
                nobody.post(created.getString("redirect_url") + "/actions", new JsonObject().put("action", "expire"));

        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    void showsAnUnknownLinkAsSuch() {
        assertThat(nobody.get("/pay/hpp/unknown").status()).isEqualTo(404);
        assertThat(nobody.get("/pay/hpp/unknown").text()).contains("id=\"outcome\"");
        assertThat(nobody.get("/pay/hpp/unknown/state").status()).isEqualTo(404);
    }

    private static String act(JsonObject created, String action) {
        return nobody.post(created.getString("redirect_url") + "/actions", new JsonObject().put("action", action))
                .json()
                .getString("redirect");
    }

    private static JsonObject state(JsonObject created) {
        return nobody.get(created.getString("redirect_url") + "/state").json();
    }
}
