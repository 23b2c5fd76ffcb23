package io.hppgateway.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a look into a bucket found.
 *
 * @param claims sessions for the caller to check
 * @param again when the next one is due; empty when there is none
 * @param open sessions that wait for a check
 * @param late how far behind their time the checks of this bucket are
 */
record Claims(List<Claim> claims, Optional<Duration> again, int open, Duration late) {}
