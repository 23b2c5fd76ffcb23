package io.hppgateway.history;

import java.time.Instant;

/** Something that happened to a session. */
public sealed interface Step {

    /**
     * An event was accepted.
     *
     * @param at when
     * @param status Klarna's word
     */
    record Told(
            Instant at,
            String event,
            String type,
            long sequence,
            String status,
            String source,
            boolean verified,
            boolean outdated)
            implements Step {}

    /** A delivery was tried. */
    record Tried(AttemptEntry attempt) implements Step {}
}
