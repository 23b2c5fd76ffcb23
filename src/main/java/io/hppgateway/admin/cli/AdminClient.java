package io.hppgateway.admin.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Calls the operators' API and waits for the answer. */
final class AdminClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A preflight makes three attempts of up to 30 s each. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final String base;
    private final String key;

    AdminClient(String base, String key) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.key = key;
    }

    /** A part of a path or a query that holds whatever was given. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonObject get(String path) {
        return call("GET", path, "");
    }

    JsonObject post(String path, JsonObject body) {
        return call("POST", path, body.encode());
    }

    JsonObject patch(String path, JsonObject body) {
        return call("PATCH", path, body.encode());
    }

    JsonObject delete(String path) {
        return call("DELETE", path, "");
    }

    private JsonObject call(String method, String path, String body) {
        var response = send(request(method, path, body));
        var json = json(response);
        if (response.statusCode() >= 400) {
            throw new CallException(status(response.statusCode()), sentences(response.statusCode(), json));
        }
        return json;
    }

    private HttpRequest request(String method, String path, String body) {
        try {
            return HttpRequest.newBuilder(URI.create(base + "/admin/v1" + path))
                    .timeout(ANSWER)
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
        } catch (IllegalArgumentException e) {
            // Not the parser's own words: they may repeat the key.
            throw new CallException(
                    CallException.USAGE,
                    List.of("The URL must be http://host:port of the management port, and the key one line: " + base));
        }
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw unreachable(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        }
    }

    private CallException unreachable(String why) {
        return new CallException(
                CallException.NO_GATEWAY,
                List.of("No gateway answers at " + base + " (" + why
                        + "). HPP_ADMIN_URL or --url names its management port."));
    }

    private JsonObject json(HttpResponse<String> response) {
        try {
            return new JsonObject(response.body());
        } catch (DecodeException e) {
            throw unreachable("what answers there is no hpp-gateway: status " + response.statusCode());
        }
    }

    private static int status(int http) {
        if (http == 401) {
            return CallException.NO_KEY;
        }
        return http >= 500 ? CallException.NO_GATEWAY : CallException.REFUSED;
    }

    private static List<String> sentences(int status, JsonObject problem) {
        var messages = problem.getJsonArray("error_messages");
        return messages == null || messages.isEmpty()
                ? List.of("The gateway refused it with status " + status + ".")
                : messages.stream().map(Object::toString).toList();
    }
}
