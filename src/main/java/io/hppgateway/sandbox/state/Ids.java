package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;

/** Identifiers and tokens that look like Klarna's. */
public final class Ids {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();
    private static final int VERSION_DIGIT = 14;

    private Ids() {}

    /** Shaped like a UUID, with a version digit that strict UUID v4 parsers refuse: Klarna's ids are opaque. */
    public static String session() {
        var id = new StringBuilder(UUID.randomUUID().toString());
        id.setCharAt(VERSION_DIGIT, '7');
        return id.toString();
    }

    /** Short enough for a link in a text message, long enough (62 bits) that nobody guesses it. */
    static String pageToken() {
        return Long.toString(UUID.randomUUID().getMostSignificantBits() & Long.MAX_VALUE, 36);
    }

    static String reference() {
        return UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    /** A JWT that claims no signature ({@code alg: none}), as in a distribution module. */
    public static String unsignedToken(JsonObject claims) {
        return part(new JsonObject().put("alg", "none")) + "." + part(claims) + ".";
    }

    /** Looks like a signed JWT; the signature is noise. */
    public static String clientToken(JsonObject claims) {
        var header = new JsonObject().put("alg", "RS256").put("kid", "sandbox");
        var noise = BASE64_URL.encodeToString((session() + session()).getBytes(StandardCharsets.US_ASCII));
        return part(header) + "." + part(claims) + "." + noise;
    }

    private static String part(JsonObject json) {
        return BASE64_URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }
}
