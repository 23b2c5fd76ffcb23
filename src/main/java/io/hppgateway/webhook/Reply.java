package io.hppgateway.webhook;

import io.hppgateway.journal.Attempt;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Optional;

/**
 * What a receiver did with a request.
 *
 * @param sent false when it never left, because too many wait for this host: that says nothing about it
 * @param status 0 when there was no answer
 * @param latency until the status or the failure
 * @param error for people; empty on 2xx
 * @param body the first KiB of a failure's answer
 * @param retryAfter its {@code Retry-After}
 */
record Reply(boolean sent, int status, Duration latency, String error, Buffer body, Optional<Duration> retryAfter) {

    static Reply noAnswer(Duration latency, String error) {
        return new Reply(true, 0, latency, error, Buffer.buffer(), Optional.empty());
    }

    static Reply notSent(String error) {
        return new Reply(false, 0, Duration.ZERO, error, Buffer.buffer(), Optional.empty());
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** @param innocent whether a failure is not the endpoint's */
    Attempt attempt(boolean innocent) {
        return new Attempt(status, latency, error, body, innocent);
    }
}
