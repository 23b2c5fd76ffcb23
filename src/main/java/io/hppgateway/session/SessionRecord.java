package io.hppgateway.session;

import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.HppStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the gateway knows of an HPP session.
 *
 * @param account id of the tenant's account that made it
 * @param status as the last accepted event told it
 * @param isFinal whether nothing can follow
 * @param verified whether Klarna itself said so when asked
 * @param nonce of the callback link; empty when the session was found again after its record was lost
 * @param statusUpdate the tenant's own callback URL
 * @param news the session's JSON in the last accepted event
 * @param read Klarna's last answer to a read, and its age
 */
public record SessionRecord(
        String tenant,
        String id,
        String account,
        HppStatus status,
        boolean isFinal,
        boolean verified,
        Instant updatedAt,
        Instant expiresAt,
        Duration newsAge,
        String nonce,
        Optional<String> statusUpdate,
        Optional<Buffer> news,
        Optional<Read> read) {

    /** Klarna's answer to a read. */
    record Read(Buffer body, Duration age) {}

    /** The best answer to a read without asking Klarna, however old: an event may have come after Klarna's last answer. */
    Read lastKnown() {
        return read.filter(answer -> news.isEmpty() || (!isFinal && isNewerThanNews(answer)))
                .orElseGet(() -> new Read(news.orElseGet(this::minimal), newsAge));
    }

    private boolean isNewerThanNews(Read answer) {
        return HppSession.from(answer.body())
                .flatMap(HppSession::updatedAt)
                .filter(at -> !at.isBefore(updatedAt))
                .isPresent();
    }

    private Buffer minimal() {
        return new JsonObject()
                .put("session_id", id)
                .put("status", status.name())
                .put("expires_at", expiresAt.toString())
                .toBuffer();
    }
}
