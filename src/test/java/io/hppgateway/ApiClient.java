package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Speaks HTTP to one base URL, with a set of headers. */
final class ApiClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String baseUrl;
    private final List<String> headers;
    private final Witness witness;

    /** Sees every call with its answer, and throws when it minds. */
    interface Witness {
        void saw(String method, String uri, Answer answer);
    }

    private ApiClient(String baseUrl, List<String> headers, Witness witness) {
        this.baseUrl = baseUrl;
        this.headers = headers;
        this.witness = witness;
    }

    /** Without credentials. */
    static ApiClient of(String baseUrl) {
        return new ApiClient(baseUrl, List.of(), (method, uri, answer) -> {});
    }

    /** The same with every answer shown to somebody. */
    ApiClient seenBy(Witness other) {
        return new ApiClient(baseUrl, headers, other);
    }

    /** The same with one more header. */
    ApiClient with(String name, String value) {
        var all = new ArrayList<>(headers);
        all.add(name);
        all.add(value);
        return new ApiClient(baseUrl, List.copyOf(all), witness);
    }

    ApiClient authorized(String authorization) {
        return with("Authorization", authorization);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** An answer, read to its end. */
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

        /** Empty when there is none. */
        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        /** Fails unless this is an error of the gateway's own, in Klarna's shape. */
        Answer isProblem(int status, String code) {
            assertThat(status()).as(text()).isEqualTo(status);
            assertThat(header("Content-Type")).startsWith("application/json");
            assertThat(header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(json().fieldNames()).containsExactly("correlation_id", "error_code", "error_messages");
            assertThat(json().getString("correlation_id")).isNotBlank();
            assertThat(json().getString("error_code")).isEqualTo(code);
            assertThat(json().getJsonArray("error_messages")).isNotEmpty();
            return this;
        }

        /** The first message of an error. */
        String message() {
            return json().getJsonArray("error_messages", new JsonArray()).getString(0);
        }

        /** The body with the one value that differs between two equal errors taken out. */
        JsonObject withoutCorrelation() {
            var json = json();
            json.remove("correlation_id");
            return json;
        }
    }

    Answer get(String path) {
        return send("GET", path, BodyPublishers.noBody());
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer post(String path, JsonObject body) {
        return post(path, body.encode());
    }

    Answer post(String path, String body) {
        return send("POST", path, BodyPublishers.ofString(body));
    }

    Answer send(String method, String path, BodyPublisher body) {
        try {
            return sendAsync(method, path, body).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof AssertionError mind) {
                throw mind;
            }
            throw new UncheckedIOException(method + " " + path, new IOException(e.getCause()));
        }
    }

    CompletableFuture<Answer> postAsync(String path, String body) {
        return sendAsync("POST", path, BodyPublishers.ofString(body));
    }

    CompletableFuture<Answer> sendAsync(String method, String path, BodyPublisher body) {
        var request = HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : baseUrl + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, body);
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        var built = request.build();
        return HTTP.sendAsync(built, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(Answer::new)
                .thenApply(answer -> {
                    witness.saw(method, built.uri().toString(), answer);
                    return answer;
                });
    }
}
