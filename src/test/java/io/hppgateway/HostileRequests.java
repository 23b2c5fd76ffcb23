package io.hppgateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Requests of every route and beside them, by chance but for a seed: the same seed and number give the same request. */
final class HostileRequests {
    private static final List<String> METHODS =
            List.of("GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW");
    private static final List<String> PARTS = List.of(
            "x",
            "..",
            "%2e%2e",
            "%2f",
            "%00",
            "%zz",
            "%",
            "%c3%28",
            "*",
            ";a=b",
            "a%20b",
            "%0d%0aX:%201",
            "<script>",
            "\u00e5",
            "x".repeat(3000),
            "{session_id}",
            "-1",
            "");
    private static final List<String> QUERIES = List.of(
            "",
            "",
            "?",
            "?limit=0",
            "?limit=-1",
            "?limit=99999999999999999999",
            "?after=%zz",
            "?after=%00",
            "?status=%3Cscript%3E",
            "?cursor=" + "a".repeat(500),
            "?a=b&a=c&&=&%",
            "?wait=x",
            "?wait=-1",
            "?after_seq=9223372036854775808",
            "?from=x&to=y");
    private static final List<String> HEADERS = List.of(
            "Hpp-Account: none",
            "Hpp-Account: \u00e5",
            "Hpp-Tenant: globex",
            "Idempotency-Key: k-1",
            "Klarna-Idempotency-Key: " + "k".repeat(300),
            "Idempotency-Key: a b\tc",
            "Content-Type: text/html",
            "Content-Type: multipart/form-data; boundary=x",
            "Cache-Control: no-cache",
            "Accept: text/html;q=0.9, */*;q=%",
            "Accept-Encoding: gzip, br, x",
            "Range: bytes=0-1",
            "If-Match: \"1\"",
            "If-None-Match: *",
            "Last-Event-ID: %zz",
            "traceparent: 00-zz-zz-01",
            "X-Forwarded-For: 127.0.0.1",
            "Cookie: a=b",
            "Upgrade: websocket",
            "X-Long: " + "x".repeat(4000),
            "X-Empty:");

    private final long seed;
    private final List<String> operations;
    private final List<String> keys;
    private final List<String> ids;
    private final List<JsonObject> models;

    /**
     * @param operations such as {@code PATCH /v1/webhooks/{webhook}}; most requests have a method that their path knows
     * @param keys what may stand behind Bearer
     * @param ids what there is, of this tenant and of another
     */
    HostileRequests(long seed, List<String> operations, List<String> keys, List<String> ids, List<JsonObject> models) {
        this.seed = seed;
        this.operations = operations;
        this.keys = keys;
        this.ids = ids;
        this.models = models;
    }

    /** What a webhook, an HPP session, a tenant and a payment session are made of. */
    static List<JsonObject> models(String paymentSession) {
        return List.of(
                GatewayKit.order("SE"),
                new JsonObject()
                        .put("payment_session_url", paymentSession)
                        .put("merchant_urls", new JsonObject().put("success", "https://shop.example/{{session_id}}"))
                        .put("options", new JsonObject().put("place_order_mode", "NONE")),
                new JsonObject()
                        .put("payment_session", GatewayKit.order("SE"))
                        .put("merchant_urls", new JsonObject().put("status_update", "https://shop.example/s"))
                        .put("options", new JsonObject()),
                new JsonObject()
                        .put("url", "https://shop.example/hook")
                        .put("types", new JsonArray().add("session.completed"))
                        .put("timeout", "2s")
                        .put("headers", new JsonObject().put("X-Token", "t")),
                new JsonObject()
                        .put("event_id", "e-1")
                        .put("session", new JsonObject().put("session_id", "s").put("status", "COMPLETED")),
                new JsonObject()
                        .put("method", "email")
                        .put("contact_information", new JsonObject().put("email", "a@b.c")),
                new JsonObject().put("id", "fuzz").put("name", "Fuzz").put("scopes", new JsonArray().add("payments")),
                new JsonObject()
                        .put("from", "2026-01-01T00:00:00Z")
                        .put("to", "2026-01-02T00:00:00Z")
                        .put("dry_run", true));
    }

    byte[] number(int n) {
        var random = new Random(seed * 1_000_003 + n);
        var bytes = new ByteArrayOutputStream();
        byte[] body = random.nextBoolean() ? new HostileJson(random, models).next() : new byte[0];
        boolean chunked = body.length > 0 && random.nextInt(8) == 0;
        String[] operation = any(random, operations).split(" ", 2);
        var head = new StringBuilder(random.nextInt(4) > 0 ? operation[0] : any(random, METHODS))
                .append(' ')
                .append(path(operation[1], random))
                .append(any(random, QUERIES))
                .append(" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
        if (random.nextInt(10) > 0) {
            head.append("Authorization: Bearer ").append(any(random, keys)).append("\r\n");
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            head.append(any(random, HEADERS)).append("\r\n");
        }
        head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body.length)
                .append("\r\n\r\n");
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        if (chunked) {
            bytes.writeBytes((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            bytes.writeBytes(body);
            bytes.writeBytes("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }

    private String path(String template, Random random) {
        var path = new StringBuilder();
        for (String part : template.substring(1).split("/", -1)) {
            String given = part.startsWith("{") ? any(random, random.nextInt(3) > 0 ? ids : PARTS) : part;
            path.append('/').append(random.nextInt(25) == 0 ? any(random, PARTS) : given);
        }
        return path.toString();
    }

    private static <T> T any(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
