package io.hppgateway.k8s;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** One request at a time, as curl sends it. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonObject ORDER = new JsonObject("""
            {"purchase_country": "SE", "purchase_currency": "SEK", "locale": "en-SE",
             "order_amount": 19900, "order_tax_amount": 3980,
             "order_lines": [{"name": "Lantern", "quantity": 1, "unit_price": 19900, "tax_rate": 2500,
                              "total_amount": 19900, "total_tax_amount": 3980}]}""");

    private Http() {}

    static HttpResponse<String> get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    static JsonObject post(String url, String apiKey, JsonObject body) {
        var answer = send(HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + apiKey)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode())));
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(url + ": " + answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** A tenant sells something, and a consumer pays on the sandbox's page; the id of the HPP session. */
    static String purchase(String gateway, String apiKey, String sandbox) {
        var payment = post(gateway + "/payments/v1/sessions", apiKey, ORDER);
        var session = new JsonObject()
                .put("payment_session_url", sandbox + "/payments/v1/sessions/" + payment.getString("session_id"));
        String id = post(gateway + "/hpp/v1/sessions", apiKey, session).getString("session_id");
        post(sandbox + "/sandbox/v1/sessions/" + id + "/actions", "", new JsonObject().put("action", "pay"));
        return id;
    }

    /** Whether a gateway's metrics have a callback that it took. */
    static boolean tookCallback(String metrics) {
        return metrics.contains("http_response_status_code=\"200\",http_route=\"/callbacks/v1/:tenant/:link\"");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return CLIENT.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
