package io.hppgateway.journal;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/**
 * What happened when a delivery was tried.
 *
 * @param status HTTP status, 0 when there was no answer
 * @param latency from the start to the answer or the failure
 * @param error what went wrong, for people; empty when nothing did
 * @param response the first KiB of the answer
 * @param ours whether the failure says nothing about the endpoint, such as an event we cannot build
 */
public record Attempt(int status, Duration latency, String error, Buffer response, boolean ours) {
    /** The context in which answers of an endpoint are sealed in the stream of attempts. */
    public static String context(EndpointRef endpoint) {
        return "attempt:" + endpoint;
    }

    /** A failure before anything was sent. */
    public static Attempt failedHere(String error) {
        return new Attempt(0, Duration.ZERO, error, Buffer.buffer(), true);
    }
}
