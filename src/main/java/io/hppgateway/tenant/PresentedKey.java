package io.hppgateway.tenant;

import io.hppgateway.http.Letters;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An API key as a caller presents it, in any of the ways Klarna's own clients present theirs: {@code Basic
 * base64(keyId:secret)}, {@code Basic <raw key>}, {@code Basic base64(<raw key>)}, and {@code Bearer <raw key>} (Klarna docs,
 * "Authentication", where three generations of credentials are in use).
 */
record PresentedKey(String id, String secret) {
    private static final String PREFIX = "hpk_";
    private static final int LONGEST_ID = 40;
    private static final int LONGEST_SECRET = 128;

    static Optional<PresentedKey> in(@Nullable String authorization) {
        if (authorization == null) {
            return Optional.empty();
        }
        int space = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(space, 0)).toLowerCase(Locale.ROOT);
        String value = authorization.substring(space + 1).trim();
        return switch (scheme) {
            case "bearer" -> raw(value);
            case "basic" -> raw(value).or(() -> decoded(value));
            default -> Optional.empty();
        };
    }

    private static Optional<PresentedKey> raw(String value) {
        if (!value.startsWith(PREFIX)) {
            return Optional.empty(); // as most of Klarna's own credentials
        }
        int end = value.indexOf('_', PREFIX.length());
        if (end < 0) {
            return Optional.empty();
        }
        String id = value.substring(PREFIX.length(), end);
        String secret = value.substring(end + 1);
        boolean key = Letters.areAll(id, LONGEST_ID, c -> Letters.isLetterOrDigit(c) || c == '-')
                && Letters.areAll(secret, LONGEST_SECRET, Letters::isLetterOrDigit);
        return key ? Optional.of(new PresentedKey(id, secret)) : Optional.empty();
    }

    private static Optional<PresentedKey> decoded(String value) {
        try {
            return pair(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<PresentedKey> pair(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return raw(text);
        }
        String user = text.substring(0, colon);
        String password = text.substring(colon + 1);
        // A whole key in one of the two places: the other one is empty, or a username Klarna lets clients leave out.
        return raw(password).or(() -> password.isEmpty() ? raw(user) : Optional.of(new PresentedKey(user, password)));
    }

    @Override
    public String toString() {
        return "PresentedKey[id=" + id + "]";
    }
}
