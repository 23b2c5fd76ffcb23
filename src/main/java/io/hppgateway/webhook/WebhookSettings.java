package io.hppgateway.webhook;

import io.hppgateway.guard.AddressGuard;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits of the way out.
 *
 * @param timeout of a whole attempt, when the endpoint has none of its own
 * @param connectTimeout for the TCP and TLS connect
 * @param leaseMargin what a lease is longer than the attempt: time to settle, also over a restart of Redis
 * @param inFlight deliveries one event loop has under way at most; each costs its body, some KiB, and a timer
 * @param busyLook time between two looks into a bucket with something planned
 * @param quietLook time between two looks into a bucket with nothing planned; what a lost bus message costs at most
 * @param connectionsPerHost of one event loop. An endpoint is bounded by its permits; the pool must not be the narrower
 *     bound, or dead endpoints starve the healthy ones of other tenants at the same host
 * @param waitingPerHost deliveries that wait for a connection; more are given back
 * @param drain how long a stop waits for deliveries under way
 * @param unknownEndpoint how long a delivery waits whose endpoint nobody knows
 * @param longestRetryAfter of a {@code Retry-After} at most that much is obeyed
 * @param schedule when to try again, for an endpoint that has no schedule of its own
 * @param guard which addresses may be called
 * @param trustedCertificates PEM file of the authorities that are trusted instead of the JVM's
 */
public record WebhookSettings(
        Duration timeout,
        Duration connectTimeout,
        Duration leaseMargin,
        int inFlight,
        Duration busyLook,
        Duration quietLook,
        int connectionsPerHost,
        int waitingPerHost,
        Duration drain,
        Duration unknownEndpoint,
        Duration longestRetryAfter,
        RetrySchedule schedule,
        AddressGuard guard,
        Optional<Path> trustedCertificates) {

    /**
     * 15 s, 3 s, 10 s, 1024, 100 ms, 250 ms, 1024, 256, 20 s, 30 s, 6 h, the standard schedule; https to public addresses, the
     * JVM's authorities.
     */
    public static WebhookSettings defaults() {
        return new WebhookSettings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                1024,
                Duration.ofMillis(100),
                Duration.ofMillis(250),
                1024,
                256,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                Duration.ofHours(6),
                RetrySchedule.standard(),
                AddressGuard.strict(),
                Optional.empty());
    }

    /** These limits with another guard. */
    public WebhookSettings with(AddressGuard other) {
        return new WebhookSettings(
                timeout,
                connectTimeout,
                leaseMargin,
                inFlight,
                busyLook,
                quietLook,
                connectionsPerHost,
                waitingPerHost,
                drain,
                unknownEndpoint,
                longestRetryAfter,
                schedule,
                other,
                trustedCertificates);
    }

    /** How long a lease has to be for attempts of this length. */
    public Duration lease(Duration attemptTimeout) {
        return attemptTimeout.plus(leaseMargin);
    }
}
