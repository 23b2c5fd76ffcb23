package io.hppgateway.redis;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Set;

/**
 * Where Redis is and how long we wait for it.
 *
 * @param url {@code redis://} or {@code rediss://} with a host; may hold user and password
 * @param connectTimeout for the TCP and TLS connect, positive
 * @param commandTimeout for one answer, positive; a connection that keeps us waiting longer is dropped
 * @param prefix first part of every key, letters, digits and dashes
 */
public record RedisSettings(Secret url, Duration connectTimeout, Duration commandTimeout, String prefix) {

    public RedisSettings {
        check(url);
        if (connectTimeout.toMillis() < 1 || commandTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("redis timeouts must be at least 1 ms");
        }
        if (!prefix.matches("[A-Za-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("the redis prefix must be 1 to 40 letters, digits or dashes");
        }
    }

    /** This Redis with a 2 s connect, a 2 s command timeout and the prefix {@code hpp}. */
    public static RedisSettings of(Secret url) {
        return new RedisSettings(url, Duration.ofSeconds(2), Duration.ofSeconds(2), "hpp");
    }

    private static void check(Secret url) {
        try {
            var uri = new URI(url.reveal());
            if (Set.of("redis", "rediss").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            // Falls through: the parser's own message would repeat the URL, and with it a password.
        }
        throw new IllegalArgumentException("the redis url must be redis://[user:password@]host[:port] or rediss://…");
    }
}
