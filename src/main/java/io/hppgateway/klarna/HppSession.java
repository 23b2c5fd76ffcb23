package io.hppgateway.klarna;

import io.hppgateway.http.Letters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An HPP session as Klarna tells it, in a read or in a callback.
 *
 * @param id Klarna's session id, opaque
 * @param updatedAt when Klarna last changed the status; empty when it did not say
 * @param expiresAt end of life; empty when it did not say
 */
public record HppSession(String id, HppStatus status, Optional<Instant> updatedAt, Optional<Instant> expiresAt) {
    /**
     * How long it lives when Klarna did not say: its payment session's 48 h less one (Klarna docs, "API documentation").
     */
    public static final Duration LIFETIME = Duration.ofHours(47);

    private static final int LONGEST_ID = 128;

    /** Whether a text can be a session id at all, and so may stand in a path or a key. */
    public static boolean isId(String text) {
        return Letters.areAll(text, LONGEST_ID, HppSession::isUnreserved) && !text.equals(".") && !text.equals("..");
    }

    /** Klarna's ids are opaque; these characters need no escape in a path (RFC 3986, section 2.3). */
    private static boolean isUnreserved(int c) {
        return Letters.isLetterOrDigit(c) || "._~-".indexOf(c) >= 0;
    }

    /** Reads it from an object; empty when that has no usable session id or no status. */
    public static Optional<HppSession> from(JsonObject json) {
        return text(json, "session_id")
                .flatMap(id -> text(json, "status")
                        .map(status -> new HppSession(
                                id, new HppStatus(status), instant(json, "updated_at"), instant(json, "expires_at"))));
    }

    /** Reads it from bytes; empty when they are no such object. */
    public static Optional<HppSession> from(Buffer body) {
        try {
            return from(body.toJsonObject());
        } catch (DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(JsonObject json, String key) {
        @Nullable Object value = json.getValue(key);
        return value instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Instant> instant(JsonObject json, String key) {
        return text(json, key).flatMap(KlarnaTime::parse);
    }
}
