package io.hppgateway.journal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a look into a bucket found.
 *
 * @param grants deliveries for the caller to see to
 * @param reaped leases that had run out: a worker died or was too slow
 * @param waited how long the oldest delivery has waited that could go out and that nobody took; zero when there is none
 * @param alerts that nobody has told yet
 * @param again when something is planned in this bucket, empty when nothing is
 */
public record Sweep(
        List<Grant> grants, int reaped, Duration waited, List<EndpointAlert> alerts, Optional<Duration> again) {}
