package io.hppgateway.journal;

import org.jspecify.annotations.Nullable;

/**
 * An accepted piece of news; it never changes.
 *
 * @param id what a receiver sees as {@code webhook-id}
 * @param tenant whose
 * @param account the tenant's account it belongs to
 * @param sessionId Klarna's HPP session id
 * @param type such as {@code session.completed}
 * @param sequence number in its session, from 1
 * @param status Klarna's word
 * @param source {@code callback}, {@code disable} or {@code reconciled}
 * @param verified whether Klarna's own API said the same when it was accepted
 * @param outdated whether the session's record already held something newer
 * @param acceptedAt epoch ms of Redis' clock
 * @param content what Klarna said; null when no key of ours opens it
 */
public record Event(
        String id,
        String tenant,
        String account,
        String sessionId,
        String type,
        long sequence,
        String status,
        String source,
        boolean verified,
        boolean outdated,
        long acceptedAt,
        @Nullable Content content) {

    Event withoutContent() {
        return new Event(
                id, tenant, account, sessionId, type, sequence, status, source, verified, outdated, acceptedAt, null);
    }

    /** What the content of an event is sealed for. */
    public static String contentContext(String tenant, String id) {
        return "event:" + tenant + "/" + id;
    }

    /** Whether it tells of this endpoint. */
    public boolean isAbout(EndpointRef endpoint) {
        return isAboutEndpoint() && sessionId.equals(EndpointAlert.order(endpoint));
    }

    /** Whether it tells of an endpoint of the tenant, and not of a session: then {@code sessionId} is its order only. */
    public boolean isAboutEndpoint() {
        return type.startsWith("endpoint.");
    }
}
