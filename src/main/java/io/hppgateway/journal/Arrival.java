package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.vertx.core.buffer.Buffer;

/**
 * News of one session, as it came in.
 *
 * @param tenant whose session
 * @param account the tenant's account at Klarna it belongs to
 * @param sessionId Klarna's HPP session id
 * @param klarnaEventId Klarna's {@code event_id}, the same when Klarna calls again; empty when there is none, then every
 *     arrival is new
 * @param status Klarna's word, kept as it is
 * @param finalStatus whether no other status can follow
 * @param updatedAt Klarna's {@code updated_at}, epoch ms
 * @param expiresAt epoch ms, 0 when unknown
 * @param source {@code callback}, {@code disable} or {@code reconciled}
 * @param verified whether Klarna's own API said the same
 * @param type type of the webhook, such as {@code session.completed}
 * @param body the body Klarna sent, {@code {"event_id", "session"}}, unchanged
 * @param session the session's JSON as Klarna wrote it
 * @param trace where it stands in its trace
 */
public record Arrival(
        String tenant,
        String account,
        String sessionId,
        String klarnaEventId,
        String status,
        boolean finalStatus,
        long updatedAt,
        long expiresAt,
        String source,
        boolean verified,
        String type,
        Buffer body,
        Buffer session,
        TraceParent trace) {

    /** The same elsewhere in its trace. */
    public Arrival at(TraceParent place) {
        return new Arrival(
                tenant,
                account,
                sessionId,
                klarnaEventId,
                status,
                finalStatus,
                updatedAt,
                expiresAt,
                source,
                verified,
                type,
                body,
                session,
                place);
    }
}
