package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Klarna client of acme's with one base URL: Klarna's own, or the gateway's. It makes what a request needs, so that both
 * clients send the same requests about sessions and orders of their own.
 */
final class KlarnaVisit {
    private static final Pattern NAME = Pattern.compile("(?<!\\{)\\{([a-z]+)}(?!})");

    private final String base;
    private final ApiClient client;
    private final KlarnaSide klarna;
    private final Map<String, String> made = new HashMap<>();
    private final Map<String, Supplier<String>> makers = Map.of(
            "kp", this::paymentSession,
            "hpp", this::hostedPage,
            "authorization", this::authorization,
            "order", this::order,
            "capture", this::capture,
            "refund", this::refund,
            "token", this::customerToken,
            "kco", this::checkoutOrder);

    KlarnaVisit(String base, ApiClient client, KlarnaSide klarna) {
        this.base = base;
        this.client = client;
        this.klarna = klarna;
    }

    String base() {
        return base;
    }

    KlarnaSide klarna() {
        return klarna;
    }

    /** The id of what has this name; made on first use. */
    String the(String name) {
        if (!made.containsKey(name)) {
            made.put(name, makers.get(name).get());
        }
        return made.get(name);
    }

    /** It is used up, or changed; the next request gets a new one, and so does what belongs to it. */
    void forget(String name) {
        made.remove(name);
        if (name.equals("order")) {
            made.remove("capture");
            made.remove("refund");
        }
    }

    /** A text with {@code {base}}, {@code {upstream}} and the names of what there is filled in. */
    String fill(String text) {
        var filled = new StringBuilder();
        Matcher match = NAME.matcher(text);
        while (match.find()) {
            String value = value(match.group(1));
            match.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return match.appendTail(filled).toString();
    }

    private String value(String name) {
        return switch (name) {
            case "base" -> base;
            case "upstream" -> klarna.url();
            default -> the(name);
        };
    }

    /** One request; path and body are filled in. */
    ApiClient.Answer send(String method, String path, String body) {
        return send(client, method, path, body);
    }

    ApiClient.Answer send(ApiClient with, String method, String path, String body) {
        String filled = fill(body);
        return with.send(
                method,
                fill(path),
                filled.isEmpty() && !method.equals("POST") ? BodyPublishers.noBody() : BodyPublishers.ofString(filled));
    }

    ApiClient client() {
        return client;
    }

    private JsonObject ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        return answer.text().isEmpty() ? new JsonObject() : answer.json();
    }

    private JsonObject post(String path, JsonObject body) {
        return ok(send("POST", path, body.encode()));
    }

    private String paymentSession() {
        return post("/payments/v1/sessions", GatewayKit.order("SE")).getString("session_id");
    }

    private String checkoutOrder() {
        return post("/checkout/v3/orders", GatewayKit.order("SE")).getString("order_id");
    }

    private String hostedPage() {
        forget("kp");
        var body = new JsonObject().put("payment_session_url", "{base}/payments/v1/sessions/{kp}");
        return post("/hpp/v1/sessions", body).getString("session_id");
    }

    private String authorization() {
        forget("hpp");
        String token = klarna.act(the("hpp"), "pay").getString("authorization_token");
        forget("hpp");
        forget("kp");
        return token;
    }

    private String order() {
        String id = post("/payments/v1/authorizations/{authorization}/order", GatewayKit.order("SE"))
                .getString("order_id");
        forget("authorization");
        return id;
    }

    private String capture() {
        var answer = send("POST", "/ordermanagement/v1/orders/{order}/captures", "{\"captured_amount\": 50000}");
        ok(answer);
        return answer.header("Capture-Id");
    }

    private String refund() {
        the("capture");
        var answer = send("POST", "/ordermanagement/v1/orders/{order}/refunds", "{\"refunded_amount\": 100}");
        ok(answer);
        return answer.header("Refund-Id");
    }

    private String customerToken() {
        var body = new JsonObject()
                .put("description", "a plan")
                .put("intended_use", "SUBSCRIPTION")
                .put("locale", "sv-SE")
                .put("purchase_country", "SE")
                .put("purchase_currency", "SEK");
        String id = post("/payments/v1/authorizations/{authorization}/customer-token", body)
                .getString("token_id");
        forget("authorization");
        return id;
    }
}
