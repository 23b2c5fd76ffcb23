package io.hppgateway.klarna;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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

    /** Reads it from an object; empty when that has no session id or no status. */
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
        try {
            return text(json, key).map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
