package io.hppgateway.journal;

import java.time.Duration;
import java.util.Optional;

/** How a granted delivery ended. */
public sealed interface DeliveryOutcome {

    /** The endpoint has it. */
    record Delivered(Attempt attempt) implements DeliveryOutcome {}

    /**
     * Not yet: the event stays the next one of its session.
     *
     * @param delay until it is due again
     * @param hold how long the whole endpoint gets nothing, zero for not at all
     * @param pause why the endpoint is paused from now on, empty when it is not
     */
    record Retry(Attempt attempt, Duration delay, Duration hold, Optional<String> pause) implements DeliveryOutcome {}

    /** Given up: listed, and can be replayed. */
    record Dead(Attempt attempt) implements DeliveryOutcome {}

    /**
     * Not attempted; counts for nothing.
     *
     * @param hold how long the whole endpoint gets nothing, zero for not at all
     */
    record Released(Duration delay, Duration hold) implements DeliveryOutcome {}

    /** Tried and delivered. */
    static DeliveryOutcome delivered(Attempt attempt) {
        return new Delivered(attempt);
    }

    /** Tried, to be tried again. */
    static DeliveryOutcome retry(Attempt attempt, Duration delay) {
        return new Retry(attempt, delay, Duration.ZERO, Optional.empty());
    }

    /** Tried for the last time. */
    static DeliveryOutcome dead(Attempt attempt) {
        return new Dead(attempt);
    }

    /** Given back for anybody to take now. */
    static DeliveryOutcome released() {
        return released(Duration.ZERO);
    }

    /** Given back, to be taken after a while. */
    static DeliveryOutcome released(Duration delay) {
        return new Released(delay, Duration.ZERO);
    }
}
