package io.hppgateway.sandbox.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a payment the way any Klarna integration does: a payment session first, then a hosted page for it. */
final class KlarnaCheckout {
    /** Longer than a gateway waits for Klarna, so that its answer about a timeout still reaches us. */
    private static final long TIMEOUT_MS = 20_000;

    /** Klarna fills the braces in, byte for byte as they stand here. */
    private static final String SESSION = "&sid={{session_id}}";

    /** @param redirectUrl where the customer pays */
    record HostedPage(String sessionId, String redirectUrl) {}

    /** Klarna, or the gateway in front of it, did not start the payment. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<String> messages;
        private final @Nullable String correlationId;

        RefusedException(List<String> messages, @Nullable String correlationId) {
            super(messages.toString(), null, false, false);
            this.messages = messages;
            this.correlationId = correlationId;
        }

        List<String> messages() {
            return messages;
        }

        @Nullable
        String correlationId() {
            return correlationId;
        }
    }

    private final WebClient client;
    private final String klarnaUrl;

    KlarnaCheckout(Vertx vertx, ShopSettings settings) {
        var options = new WebClientOptions()
                .setConnectTimeout(3_000)
                .setFollowRedirects(false)
                .setUserAgent("demo-shop/1.0");
        this.client = WebClient.create(vertx, options);
        this.klarnaUrl = settings.gatewayUrl();
    }

    /** @param shopUrl the shop's own base URL, for the pages Klarna sends the customer back to */
    Future<HostedPage> start(Order order, String shopUrl) {
        return post(order.shop(), "/payments/v1/sessions", paymentSession(order, shopUrl))
                .map(answer -> required(answer, "session_id"))
                .compose(id -> post(order.shop(), "/hpp/v1/sessions", hostedPage(order, shopUrl, id)))
                .map(answer -> new HostedPage(required(answer, "session_id"), webAddress(answer)));
    }

    void close() {
        client.close();
    }

    private Future<JsonObject> post(ShopTenant shop, String path, JsonObject body) {
        return client.postAbs(klarnaUrl + path)
                .putHeader("Authorization", shop.authorization())
                .putHeader("Accept", "application/json")
                .timeout(TIMEOUT_MS)
                .sendJsonObject(body)
                .recover(failure -> Future.failedFuture(unreachable()))
                .map(KlarnaCheckout::accepted);
    }

    private static RefusedException unreachable() {
        return new RefusedException(List.of("The payment provider cannot be reached right now."), null);
    }

    private static JsonObject accepted(HttpResponse<Buffer> response) {
        var body = json(response);
        if (response.statusCode() / 100 == 2) {
            return body;
        }
        var messages = body.getValue("error_messages") instanceof JsonArray array
                ? array.stream().map(String::valueOf).toList()
                : List.of("The payment provider answered with status " + response.statusCode() + ".");
        throw new RefusedException(messages, body.getValue("correlation_id") instanceof String id ? id : null);
    }

    private static JsonObject json(HttpResponse<Buffer> response) {
        try {
            var body = response.bodyAsJsonObject();
            return body == null ? new JsonObject() : body;
        } catch (DecodeException | ClassCastException e) {
            return new JsonObject();
        }
    }

    private static String required(JsonObject answer, String field) {
        if (answer.getValue(field) instanceof String value && !value.isEmpty()) {
            return value;
        }
        throw new RefusedException(List.of("The payment provider's answer has no " + field + "."), null);
    }

    private static String webAddress(JsonObject answer) {
        var url = required(answer, "redirect_url");
        if (url.startsWith("https://") || url.startsWith("http://")) {
            return url;
        }
        throw new RefusedException(List.of("The payment provider's redirect_url is no web address."), null);
    }

    private static JsonObject paymentSession(Order order, String shopUrl) {
        long tax = Catalogue.taxIn(order.total());
        var line = new JsonObject()
                .put("type", "physical")
                .put("reference", order.product().sku())
                .put("name", order.product().name())
                .put("quantity", order.quantity())
                .put("quantity_unit", "pcs")
                .put("unit_price", order.product().price())
                .put("tax_rate", Catalogue.TAX_RATE)
                .put("total_amount", order.total())
                .put("total_discount_amount", 0)
                .put("total_tax_amount", tax)
                .put("image_url", shopUrl + "/assets/" + order.product().sku() + ".svg");
        return new JsonObject()
                .put("intent", "buy")
                .put("purchase_country", "SE")
                .put("purchase_currency", "SEK")
                .put("locale", "en-SE")
                .put("order_amount", order.total())
                .put("order_tax_amount", tax)
                .put("order_lines", new JsonArray().add(line))
                .put("merchant_reference1", order.id());
    }

    private JsonObject hostedPage(Order order, String shopUrl, String paymentSession) {
        var back = shopUrl + "/orders/" + order.id() + "?result=";
        var urls = new JsonObject()
                .put("success", back + "success" + SESSION + "&token={{authorization_token}}")
                .put("cancel", back + "cancel" + SESSION)
                .put("back", back + "back" + SESSION)
                .put("failure", back + "failure" + SESSION)
                .put("error", back + "error" + SESSION);
        var options = new JsonObject()
                .put("purchase_type", "BUY")
                .put("page_title", order.shop().name())
                .put(
                        "logo_url",
                        shopUrl + "/assets/" + Catalogue.of(order.shop()).theme() + "-logo.svg")
                .put("place_order_mode", "PLACE_ORDER");
        return new JsonObject()
                .put("payment_session_url", klarnaUrl + "/payments/v1/sessions/" + paymentSession)
                .put("merchant_urls", urls)
                .put("options", options);
    }
}
