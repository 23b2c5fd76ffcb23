package io.hppgateway.session.create;

import io.hppgateway.http.HopByHop;
import io.hppgateway.klarna.KlarnaAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Set;

/** An answer as it is kept for an idempotency key. */
final class StoredAnswer {
    /** Says that an answer was given before. */
    static final String REPLAYED = "Idempotent-Replayed";

    // Of the moment, or counted anew.
    private static final Set<String> NOT_KEPT = Set.of("content-length", "date");

    private StoredAnswer() {}

    /** Its bytes: JSON with {@code status}, {@code headers} as pairs, {@code body} in base64. */
    static byte[] encode(KlarnaAnswer answer) {
        var endToEnd = MultiMap.caseInsensitiveMultiMap();
        HopByHop.copy(answer.headers(), endToEnd, NOT_KEPT);
        var headers = new JsonArray();
        for (var header : endToEnd) {
            if (!header.getKey().toLowerCase(Locale.ROOT).startsWith("x-ratelimit-")) {
                headers.add(new JsonArray().add(header.getKey()).add(header.getValue()));
            }
        }
        return new JsonObject()
                .put("status", answer.status())
                .put("headers", headers)
                .put("body", answer.body().getBytes())
                .toBuffer()
                .getBytes();
    }

    /** The answer of these bytes. */
    static KlarnaAnswer decode(byte[] bytes) {
        var json = new JsonObject(Buffer.buffer(bytes));
        var headers = MultiMap.caseInsensitiveMultiMap();
        var pairs = json.getJsonArray("headers");
        for (int i = 0; i < pairs.size(); i++) {
            var pair = pairs.getJsonArray(i);
            headers.add(pair.getString(0), pair.getString(1));
        }
        return new KlarnaAnswer(json.getInteger("status"), headers, Buffer.buffer(json.getBinary("body")));
    }

    /** The same, marked as given before. */
    static KlarnaAnswer replayed(KlarnaAnswer answer) {
        answer.headers().set(REPLAYED, "true");
        return answer;
    }
}
