package io.hppgateway.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * An answer that says what went wrong, in the shape of Klarna's own errors: {@code {"correlation_id", "error_code",
 * "error_messages": []}}.
 *
 * @param status HTTP status, 400 to 599
 * @param code Klarna's {@code error_code}, upper snake case
 * @param messages sentences that say what to change; they never repeat input or a secret
 * @param headers extra response headers, such as {@code Retry-After}
 */
public record Problem(int status, String code, List<String> messages, Map<String, String> headers) {

    public Problem {
        messages = List.copyOf(messages);
        headers = Map.copyOf(headers);
    }

    /** A problem without extra headers. */
    public static Problem of(int status, String code, String... messages) {
        return new Problem(status, code, List.of(messages), Map.of());
    }

    /** 400 {@code BAD_VALUE}: the caller has to change the request. */
    public static Problem badValue(String... messages) {
        return of(400, "BAD_VALUE", messages);
    }

    /** 404 {@code NOT_FOUND}. */
    public static Problem notFound(String... messages) {
        return of(404, "NOT_FOUND", messages);
    }

    /** This problem with one more response header. */
    public Problem with(String header, String value) {
        var all = new java.util.HashMap<>(headers);
        all.put(header, value);
        return new Problem(status, code, messages, all);
    }

    /** This problem as a failure, for a failed future or a throw. */
    public ProblemException toException() {
        return new ProblemException(this);
    }

    /** Status and headers; what it says is to be stored nowhere, and a browser is not to guess that it is a page. */
    void writeHead(HttpServerResponse response) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=utf-8");
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.putHeader("X-Content-Type-Options", "nosniff");
    }

    JsonObject body(String correlationId) {
        return new JsonObject()
                .put("correlation_id", correlationId)
                .put("error_code", code)
                .put("error_messages", new JsonArray(messages));
    }
}
