package io.hppgateway.journal;

import java.util.List;

/**
 * What became of an outcome.
 *
 * @param stale whether the lease had ended before; the outcome changed nothing and somebody else tries
 * @param turn what it meant for the endpoint
 * @param grants the next deliveries of this endpoint, for the caller to see to
 */
public record Settlement(boolean stale, Turn turn, List<Grant> grants) {

    /** A change of an endpoint's state. */
    public enum Turn {
        NONE,
        /** Too many failures: it gets nothing for a while. */
        OPENED,
        /** It works again. */
        CLOSED,
        /** It gets nothing until somebody resumes it; its events are held. */
        PAUSED
    }
}
