package io.hppgateway.history;

import java.time.Instant;

/**
 * One try to deliver one event.
 *
 * @param cursor its place among the tenant's attempts
 * @param at when it ended
 * @param endpoint the endpoint's id; with {@code !replay} behind it when it was sent again on request
 * @param sessionId Klarna's HPP session id
 * @param webhookId what the receiver saw; the event's id, with {@code ~N} behind it when the replay asked for a new one
 * @param attempt number, from 1
 * @param outcome {@code delivered}, {@code retry} or {@code dead}
 * @param status HTTP status, 0 when there was no answer
 * @param latencyMillis until the answer or the failure
 * @param error for people; empty when there was none
 * @param response first KiB of a failure's answer as text; empty when there is none or nothing opens it
 */
public record AttemptEntry(
        String cursor,
        Instant at,
        String endpoint,
        String sessionId,
        String webhookId,
        int attempt,
        String outcome,
        int status,
        long latencyMillis,
        String error,
        String response) {}
