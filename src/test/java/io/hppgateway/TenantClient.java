package io.hppgateway;

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

/** A tenant's program: what it would send to Klarna, it sends to a gateway. */
record TenantClient(String gatewayUrl, String apiKey) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An order of SEK 199. */
    static final JsonObject ORDER = new JsonObject("""
            {"purchase_country": "SE", "purchase_currency": "SEK", "locale": "en-SE",
             "order_amount": 19900, "order_tax_amount": 3980,
             "order_lines": [{"name": "Lantern", "quantity": 1, "unit_price": 19900, "tax_rate": 2500,
                              "total_amount": 19900, "total_tax_amount": 3980}]}""");

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, JsonObject body) {
        return send(
                request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body.encode())));
    }

    /** The URL of a new payment session, as a client that knows only the gateway writes it. */
    String paymentSessionUrl() {
        var created = new JsonObject(post("/payments/v1/sessions", ORDER).body());
        return gatewayUrl + "/payments/v1/sessions/" + created.getString("session_id");
    }

    /** A new HPP session: what Klarna answered. */
    JsonObject create() {
        var answer = post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", paymentSessionUrl()));
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return new JsonObject(answer.body());
    }

    /** A plain GET, by nobody. */
    static HttpResponse<String> fetch(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gatewayUrl + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + apiKey);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
