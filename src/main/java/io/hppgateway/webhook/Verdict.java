package io.hppgateway.webhook;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import java.time.Duration;
import java.util.Optional;

/** Decides what a reply means for the delivery; a function of its arguments. */
final class Verdict {
    /** A fault of ours gets three tries: a key that is missing on one pod may be there on the next. */
    private static final int OUR_ATTEMPTS = 3;

    private static final int GONE = 410;

    private Verdict() {}

    /**
     * @param attempt number of the attempt, from 1
     * @param random 0 to 1, for the jitter
     * @param longestHold what a {@code Retry-After} is worth at most
     */
    static DeliveryOutcome of(Reply reply, Target target, int attempt, double random, Duration longestHold) {
        if (!reply.sent()) {
            return DeliveryOutcome.released(Duration.ofMillis(100));
        }
        if (reply.isSuccess()) {
            return DeliveryOutcome.delivered(reply.attempt(false));
        }
        if (reply.status() == GONE && target.klarnaBody()) {
            // One session's own URL is gone: that says nothing about the other sessions' URLs of its origin.
            return DeliveryOutcome.dead(reply.attempt(true));
        }
        if (reply.status() == GONE) {
            // Not the end of the event: it is held for whoever resumes the endpoint.
            return new DeliveryOutcome.Retry(reply.attempt(false), Duration.ZERO, Duration.ZERO, Optional.of("gone"));
        }
        Optional<Duration> delay = target.schedule().after(attempt, random);
        if (delay.isEmpty()) {
            return DeliveryOutcome.dead(reply.attempt(false));
        }
        Duration hold = hold(reply, longestHold);
        Duration wait = hold.compareTo(delay.get()) > 0 ? hold : delay.get();
        return new DeliveryOutcome.Retry(reply.attempt(false), wait, hold, Optional.empty());
    }

    /**
     * When we could not even ask.
     *
     * @param faults of ours before this one
     */
    static DeliveryOutcome ofOurFault(String error, RetrySchedule schedule, int attempt, int faults, double random) {
        var failed = Attempt.failedHere(error);
        Optional<Duration> delay = faults + 1 >= OUR_ATTEMPTS ? Optional.empty() : schedule.after(attempt, random);
        return delay.map(wait -> DeliveryOutcome.retry(failed, wait)).orElseGet(() -> DeliveryOutcome.dead(failed));
    }

    /** Only 429 and 503 speak for the whole endpoint. */
    private static Duration hold(Reply reply, Duration longest) {
        boolean speaks = reply.status() == 429 || reply.status() == 503;
        return reply.retryAfter()
                .filter(hint -> speaks)
                .map(hint -> hint.compareTo(longest) > 0 ? longest : hint)
                .orElse(Duration.ZERO);
    }
}
