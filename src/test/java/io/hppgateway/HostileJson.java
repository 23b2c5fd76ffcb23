package io.hppgateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Bodies that look like what is expected, and are not quite. */
final class HostileJson {
    private static final List<Object> VALUES = List.of(
            "",
            " ",
            "\u0000",
            "\ud800",
            "<script>alert(1)</script>",
            "' OR 1=1 --",
            "${jndi:ldap://127.0.0.1/a}",
            "../../etc/passwd",
            "{{session_id}}",
            "https://evil.example/",
            "http://127.0.0.1:1/",
            "http://[::1]:1/%zz",
            "https://u:p@evil.example",
            "x".repeat(5000),
            0,
            -1,
            Long.MAX_VALUE,
            1e308,
            true,
            new JsonArray(),
            new JsonObject(),
            new JsonArray().add(new JsonArray().add(1)));
    private static final List<String> NO_JSON = List.of(
            "",
            "null",
            "[]",
            "{",
            "{}",
            "\"text\"",
            "{\"a\":1,\"a\":2}",
            "{\"payment_session_url\":\"a\",\"payment_session_url\":\"b\"}",
            "{\"a\":NaN}",
            "{\"a\":1e999999999}",
            "{\"a\":" + "9".repeat(5000) + "}",
            "\ufeff{}",
            "{'a':1}",
            "{\"a\":1}trailing",
            "{\"a\":\"\\ud800\"}",
            "{\"a\":\"\\u0000\"}",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
            "[".repeat(20_000),
            "{\"a\":".repeat(5000));

    private final Random random;
    private final List<JsonObject> models;

    /** @param models what is accepted; most bodies are one of them with something changed */
    HostileJson(Random random, List<JsonObject> models) {
        this.random = random;
        this.models = models;
    }

    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> any(NO_JSON).getBytes(StandardCharsets.UTF_8);
            case 1 -> noise(random.nextInt(300));
            case 2 -> torn(any(models).encode().getBytes(StandardCharsets.UTF_8));
            default -> changed(any(models).copy()).encode().getBytes(StandardCharsets.UTF_8);
        };
    }

    private <T> T any(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] noise(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] torn(byte[] whole) {
        byte[] part = java.util.Arrays.copyOf(whole, random.nextInt(whole.length + 1));
        if (part.length > 0 && random.nextBoolean()) {
            part[random.nextInt(part.length)] = (byte) random.nextInt(256);
        }
        return part;
    }

    private JsonObject changed(JsonObject model) {
        for (int i = random.nextInt(3); i >= 0; i--) {
            change(model);
        }
        return model;
    }

    private void change(JsonObject object) {
        var keys = new ArrayList<>(object.fieldNames());
        String key = keys.isEmpty() || random.nextInt(8) == 0 ? "x" + random.nextInt(3) : any(keys);
        if (object.getValue(key) instanceof JsonObject inner && random.nextInt(3) > 0) {
            change(inner);
        } else if (random.nextInt(6) == 0) {
            object.remove(key);
        } else if (random.nextInt(6) == 0) {
            object.putNull(key);
        } else {
            object.put(key, any(VALUES));
        }
    }
}
