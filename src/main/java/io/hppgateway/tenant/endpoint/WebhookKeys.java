package io.hppgateway.tenant.endpoint;

import io.hppgateway.secret.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import java.util.Base64;

/** The keys of Standard Webhooks: {@code whsec_} (HMAC-SHA256), {@code whsk_} (Ed25519, private), {@code whpk_} (public). */
public final class WebhookKeys {
    /** What a {@code whsec_} has to be, for an error message. */
    public static final String ALLOWED = "whsec_ and the base64 of 24 to 64 random bytes";

    private static final String SYMMETRIC = "whsec_";
    private static final String PRIVATE = "whsk_";
    private static final String PUBLIC = "whpk_";

    /** As long as the hash (RFC 2104, section 3). */
    private static final int SECRET_BYTES = 32;

    private static final int ED25519_BYTES = 32;

    /** What is shown of a secret, so that people can tell two apart: 24 of 256 bits. */
    private static final int HINT = 4;

    private static final SecureRandom RANDOM = new SecureRandom();

    private WebhookKeys() {}

    /** A new {@code whsec_…}. */
    public static Secret newSecret() {
        byte[] key = new byte[SECRET_BYTES];
        RANDOM.nextBytes(key);
        return Secret.of(SYMMETRIC + Base64.getEncoder().encodeToString(key));
    }

    /** A new {@code whsk_…}: the seed, and the public key behind it. */
    public static Secret newPrivateKey() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate())
                    .getBytes()
                    .orElseThrow(() -> new IllegalStateException("this JVM does not give out an Ed25519 seed"));
            // X.509 puts a header in front of the key itself (RFC 8410, section 4).
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] key = Arrays.copyOf(seed, 2 * ED25519_BYTES);
            System.arraycopy(encoded, encoded.length - ED25519_BYTES, key, ED25519_BYTES, ED25519_BYTES);
            return Secret.of(PRIVATE + Base64.getEncoder().encodeToString(key));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", e);
        }
    }

    /** Whether this is a {@code whsec_…} of a length that Standard Webhooks allows. */
    public static boolean isSecret(String text) {
        int bytes = text.startsWith(SYMMETRIC) ? decode(text.substring(SYMMETRIC.length())).length : 0;
        return bytes >= 24 && bytes <= 64;
    }

    /** Whether it signs with Ed25519. */
    public static boolean isPrivateKey(Secret key) {
        return key.reveal().startsWith(PRIVATE);
    }

    /** The {@code whpk_…} of a key that {@link #newPrivateKey} made. */
    public static String publicKey(Secret privateKey) {
        byte[] key = decode(privateKey.reveal().substring(PRIVATE.length()));
        return PUBLIC + Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, ED25519_BYTES, 2 * ED25519_BYTES));
    }

    /** Enough of a secret to recognise it. */
    public static String hint(Secret secret) {
        String text = secret.reveal();
        return text.substring(0, text.indexOf('_') + 1) + "…" + text.substring(text.length() - HINT);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }
}
