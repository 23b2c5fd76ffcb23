package io.hppgateway.session.create;

import io.hppgateway.http.Problem;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.redis.Namespace;
import io.hppgateway.secret.Sha256;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An idempotency key that a tenant gave, and what it stands for.
 *
 * @param keyHash SHA-256 of the key, so that a Redis key has a fixed length
 * @param fingerprint SHA-256 of method, path, account and body: what has to be the same for the same key
 */
record Claim(String tenant, String keyHash, String fingerprint) {
    static final String OURS = "Idempotency-Key";
    static final String KLARNAS = "Klarna-Idempotency-Key";
    // Klarna asks for a UUID; 255 is what others allow, and a header of that size harms nobody.
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    /**
     * The claim of a request; empty when it gives no key.
     *
     * @throws io.hppgateway.http.ProblemException 400 when there are two different keys, or one that cannot be used
     */
    static Optional<Claim> of(String tenant, String account, KlarnaRequest request) {
        return key(request.headers()).map(key -> new Claim(tenant, hash(key), fingerprint(account, request)));
    }

    private static Optional<String> key(MultiMap headers) {
        @Nullable String ours = single(headers, OURS);
        @Nullable String klarnas = single(headers, KLARNAS);
        if (ours != null && klarnas != null && !ours.equals(klarnas)) {
            throw Problem.badValue("Idempotency-Key and Klarna-Idempotency-Key differ; send one, or the same in both.")
                    .toException();
        }
        return Optional.ofNullable(ours == null ? klarnas : ours);
    }

    private static @Nullable String single(MultiMap headers, String name) {
        var all = headers.getAll(name);
        if (all.isEmpty()) {
            return null;
        }
        if (all.size() > 1 || !KEY.matcher(all.get(0)).matches()) {
            throw Problem.badValue(name + " must be one value of 1 to 255 visible ASCII characters, such as a UUID.")
                    .toException();
        }
        return all.get(0);
    }

    private static String fingerprint(String account, KlarnaRequest request) {
        var digest = Sha256.digest();
        // None of these holds a NUL, so no two requests give the same text.
        String head = request.method() + "\0" + request.uri() + "\0" + account + "\0";
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        return TEXT.encodeToString(digest.digest(request.body().getBytes()));
    }

    private static String hash(String key) {
        return TEXT.encodeToString(Sha256.of(key));
    }

    /** A key for one of several calls to Klarna that it takes, in the shape that Klarna asks for. */
    String keyFor(String step) {
        return UUID.nameUUIDFromBytes((tenant + "\0" + keyHash + "\0" + step).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** The Redis key. */
    String in(Namespace names) {
        return names.of(tenant) + "idem:" + tenant + ":" + keyHash;
    }

    /** What its answer is sealed for. */
    String context() {
        return "idem:" + tenant + "/" + keyHash;
    }
}
