package io.hppgateway.delivery;

import io.hppgateway.journal.EndpointRef;
import java.time.Instant;
import java.util.Optional;

/**
 * How an endpoint is doing.
 *
 * @param paused why it gets nothing until it is resumed: {@code gone}, {@code failing}, or what somebody gave
 * @param brokenUntil it failed too often and gets nothing until then
 * @param heldUntil it asked to get nothing until then
 * @param failures in a row
 * @param failingSince first of them
 * @param lastSuccess empty when there was none
 * @param sessions sessions with something undelivered; one that is owed a replay too counts twice
 * @param underWay deliveries being tried now, over all pods
 * @param dead events given up within the retention
 */
public record EndpointState(
        EndpointRef endpoint,
        Optional<String> paused,
        Optional<Instant> brokenUntil,
        Optional<Instant> heldUntil,
        long failures,
        Optional<Instant> failingSince,
        Optional<Instant> lastSuccess,
        long sessions,
        long underWay,
        long dead) {}
