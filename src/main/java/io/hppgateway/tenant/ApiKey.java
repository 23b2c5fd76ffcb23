package io.hppgateway.tenant;

import io.hppgateway.secret.Sha256;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * An API key as it is kept: only the SHA-256 of its secret, so that nobody who reads it can use it. A fast hash is enough,
 * because the secret is 32 random bytes and not a password.
 *
 * @param id the part of the key that may be seen
 * @param name for people; may be empty
 * @param sha256 hex, lower case, of the secret's text
 * @param expiresAt from this moment on the key is refused
 * @param createdAt for people; a file need not tell
 */
public record ApiKey(
        String id,
        String name,
        String sha256,
        Set<Scope> scopes,
        Optional<Instant> expiresAt,
        Optional<Instant> createdAt) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Whether this is the key's secret; takes the same time for every secret. */
    public boolean isSecret(String presented) {
        return MessageDigest.isEqual(Sha256.of(presented), HexFormat.of().parseHex(sha256));
    }

    boolean isExpiredAt(Instant now) {
        return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** SHA-256 of a secret's text, as {@link #sha256} holds it. */
    public static String sha256(String secret) {
        return HexFormat.of().formatHex(Sha256.of(secret));
    }
}
