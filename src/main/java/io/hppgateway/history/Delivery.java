package io.hppgateway.history;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One event on its way to one endpoint.
 *
 * @param sessionId Klarna's HPP session id
 * @param type of the event
 * @param sequence of the event in its session
 * @param underWay whether it is being tried now
 * @param behind events of its session that go to this endpoint before it
 * @param next when it is tried next; empty when that depends on something else
 * @param attempts so far, oldest first
 */
public record Delivery(
        DeliveryId id,
        String sessionId,
        String type,
        long sequence,
        State state,
        boolean underWay,
        long behind,
        Optional<Instant> next,
        List<AttemptEntry> attempts) {

    /** What became of it. */
    public enum State {
        /** Waits for its first or next attempt, or is being tried. */
        PENDING,
        /** Waits for its endpoint, which is paused. */
        HELD,
        /** The endpoint has it. */
        DELIVERED,
        /** Given up: can be tried again. */
        DEAD,
        /** It outlived the retention, or its endpoint was removed. */
        EXPIRED;

        /** As the scripts and callers write it. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether at least one attempt failed and more are to come. */
    public boolean isFailed() {
        return !attempts.isEmpty() && (state == State.PENDING || state == State.HELD);
    }
}
