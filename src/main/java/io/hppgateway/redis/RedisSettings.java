package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.secret.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Redis is and how long we wait for it.
 *
 * @param connectTimeout for the TCP and TLS connect, positive
 * @param commandTimeout for one answer, positive; a connection that keeps us waiting longer is dropped
 * @param prefix first part of every key, letters, digits and dashes
 * @param trustedCertificates PEM file of the authorities that are trusted instead of the JVM's
 * @param waitReplicas replicas that must have an accepted event before it counts as accepted; 0 waits for none
 */
public record RedisSettings(
        RedisUrl url,
        Duration connectTimeout,
        Duration commandTimeout,
        String prefix,
        Optional<Path> trustedCertificates,
        int waitReplicas) {

    public RedisSettings {
        if (connectTimeout.toMillis() < 1 || commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("redis timeouts must be at least 1 ms");
        }
        if (!prefix.matches("[A-Za-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("the redis prefix must be 1 to 40 letters, digits or dashes");
        }
    }

    /** With the JVM's authorities, waiting for no replica. */
    public RedisSettings(Secret url, Duration connectTimeout, Duration commandTimeout, String prefix) {
        this(RedisUrl.parse(url), connectTimeout, commandTimeout, prefix, Optional.empty(), 0);
    }

    /** This Redis with a 2 s connect, a 2 s command timeout and the prefix {@code hpp}. */
    public static RedisSettings of(Secret url) {
        return new RedisSettings(url, Duration.ofSeconds(2), Duration.ofSeconds(2), "hpp");
    }
}
