package io.hppgateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that follow from Klarna's descriptions of its APIs: for each operation the least and the most that it takes, every
 * value of every enumeration, bounds and what lies beyond them, wrong types, unknown fields. The files hold requests only.
 */
final class ConformanceCases {
    static final List<String> FILES =
            List.of("hosted-payment-page", "payments", "order-management", "customer-token", "checkout");

    private ConformanceCases() {}

    /** An operation; {@code {kp}} and its like in the path name what it needs. */
    record Operation(String method, String path, JsonObject node) {
        String name() {
            return method + " " + path;
        }

        List<JsonArray> cases() {
            var all = new ArrayList<JsonArray>();
            var cases = node.getJsonArray("cases");
            for (int i = 0; i < cases.size(); i++) {
                all.add(cases.getJsonArray(i));
            }
            return all;
        }

        /** The path of a case. */
        String pathOf(JsonArray one) {
            return switch (one.getString(0)) {
                case "unknown" -> path.replaceAll("\\{[a-z]+}", "unknown-1");
                case "query" -> path + "?" + one.getString(1);
                default -> path;
            };
        }

        /** The body of a case; empty for none. */
        String bodyOf(JsonArray one) {
            var body = node.getJsonObject("body");
            return switch (one.getString(0)) {
                case "full" -> node.getJsonObject("full").encode();
                case "body" -> one.getJsonObject(1).encode();
                case "raw" -> one.getString(1);
                case "drop" -> changed(body, one.getString(1), null, true).encode();
                case "set" ->
                    changed(body, one.getString(1), value(one.getValue(2)), false)
                            .encode();
                default -> body == null ? "" : body.encode();
            };
        }
    }

    static List<Operation> read(String file) {
        try (var in = ConformanceCases.class.getResourceAsStream("/conformance/" + file + ".json")) {
            var all = new ArrayList<Operation>();
            var operations = new JsonArray(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            for (int i = 0; i < operations.size(); i++) {
                var node = operations.getJsonObject(i);
                all.add(new Operation(node.getString("method"), node.getString("path"), node));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code @repeat:a:255} is 255 times an a. */
    private static Object value(Object given) {
        if (given instanceof String text && text.startsWith("@repeat:")) {
            var parts = text.split(":", -1);
            return parts[1].repeat(Integer.parseInt(parts[2]));
        }
        return given;
    }

    /** A copy with one place changed; what stands on the way to it is made when it is missing. */
    private static JsonObject changed(JsonObject body, String path, Object value, boolean drop) {
        var copy = body.copy();
        Object at = copy;
        var parts = path.split("\\.", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            at = step(at, parts[i], parts[i + 1].equals("0"));
        }
        String last = parts[parts.length - 1];
        if (at instanceof JsonObject object) {
            if (drop) {
                object.remove(last);
            } else {
                object.put(last, value);
            }
        }
        return copy;
    }

    private static Object step(Object at, String name, boolean list) {
        if (at instanceof JsonArray array) {
            if (array.isEmpty()) {
                array.add(new JsonObject());
            }
            return array.getValue(0);
        }
        var object = (JsonObject) at;
        if (object.getValue(name) == null) {
            object.put(name, list ? new JsonArray() : new JsonObject());
        }
        return object.getValue(name);
    }
}
