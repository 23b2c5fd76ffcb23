package io.hppgateway.sandbox;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP to a sandbox, as one merchant or as nobody. */
final class SandboxClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String baseUrl;
    private final @Nullable String authorization;
    private final Duration patience;

    private SandboxClient(String baseUrl, @Nullable String authorization, Duration patience) {
        this.baseUrl = baseUrl;
        this.authorization = authorization;
        this.patience = patience;
    }

    record Answer(HttpResponse<byte[]> http) {
        int status() {
            return http.statusCode();
        }

        String text() {
            return new String(http.body(), StandardCharsets.UTF_8);
        }

        JsonObject json() {
            return new JsonObject(text());
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }
    }

    static SandboxClient nobody(String baseUrl) {
        return new SandboxClient(baseUrl, null, Duration.ofSeconds(60));
    }

    SandboxClient with(String newAuthorization) {
        return new SandboxClient(baseUrl, newAuthorization, patience);
    }

    /** The same, waiting so long for an answer. */
    SandboxClient waiting(Duration time) {
        return new SandboxClient(baseUrl, authorization, time);
    }

    SandboxClient as(String username, String password) {
        return with("Basic " + base64(username + ":" + password));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, JsonObject body) {
        return post(path, body.encode());
    }

    Answer post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A KP session's id. */
    String paymentSession() {
        return post("/payments/v1/sessions", order()).json().getString("session_id");
    }

    JsonObject hosted(JsonObject fields) {
        var id = paymentSession();
        return hostedOn("https://api.klarna.com/payments/v1/sessions/" + id, fields);
    }

    JsonObject hosted() {
        return hosted(new JsonObject());
    }

    JsonObject hostedOn(String paymentUrl, JsonObject fields) {
        return post("/hpp/v1/sessions", fields.copy().put("payment_session_url", paymentUrl))
                .json();
    }

    Answer act(String sessionId, String action) {
        return post("/sandbox/v1/sessions/" + sessionId + "/actions", new JsonObject().put("action", action));
    }

    JsonObject read(String sessionId) {
        return get("/hpp/v1/sessions/" + sessionId).json();
    }

    void fault(JsonObject fault) {
        var answer = post("/sandbox/v1/faults", fault);
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
    }

    static JsonObject order() {
        return new JsonObject()
                .put("purchase_country", "SE")
                .put("purchase_currency", "SEK")
                .put("locale", "sv-SE")
                .put("order_amount", 129_900)
                .put("order_tax_amount", 25_980)
                .put(
                        "order_lines",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "Headphones")
                                        .put("quantity", 1)
                                        .put("unit_price", 129_900)
                                        .put("total_amount", 129_900)));
    }

    static JsonObject urls(String name, String url) {
        return new JsonObject().put("merchant_urls", new JsonObject().put(name, url));
    }

    static JsonObject options(String name, Object value) {
        return new JsonObject().put("options", new JsonObject().put(name, value));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : baseUrl + path))
                .timeout(patience);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
