package io.hppgateway.history;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a session, without Klarna's JSON.
 *
 * @param account id of the tenant's account that made it
 * @param status Klarna's word, as the last accepted event told it
 * @param isFinal whether nothing can follow
 * @param sequence events so far
 * @param updatedAt Klarna's time of that status; empty before the first event
 * @param verifiedAt when Klarna's API last confirmed an event
 */
public record SessionSummary(
        String id,
        String account,
        String status,
        boolean isFinal,
        long sequence,
        Instant createdAt,
        Optional<Instant> updatedAt,
        Optional<Instant> expiresAt,
        Optional<Instant> verifiedAt) {}
