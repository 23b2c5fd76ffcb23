package io.hppgateway.webhook;

import io.hppgateway.secret.Secret;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as Standard Webhooks 1.0 asks (https://www.standardwebhooks.com): {@code v1,} and the base64 of the HMAC-SHA256 of
 * {@code id.timestamp.body}, or {@code v1a,} with Ed25519.
 */
public final class Signature {
    private static final String SYMMETRIC = "whsec_";
    private static final String ASYMMETRIC = "whsk_";

    /** An Ed25519 seed; keys are also written with the public half behind it. */
    private static final int SEED = 32;

    private Signature() {}

    /**
     * The value of {@code webhook-signature}: one entry per secret on one line, since reference verifiers read only the
     * first header line.
     *
     * @param id {@code webhook-id}
     * @param timestamp {@code webhook-timestamp}, Unix seconds
     * @throws IllegalArgumentException when a secret is none; the message does not repeat it
     */
    public static String header(List<Secret> secrets, String id, long timestamp, Buffer body) {
        byte[] signed =
                Buffer.buffer(id + "." + timestamp + ".").appendBuffer(body).getBytes();
        return secrets.stream().map(secret -> entry(secret, signed)).collect(Collectors.joining(" "));
    }

    private static String entry(Secret secret, byte[] signed) {
        String text = secret.reveal();
        try {
            if (text.startsWith(SYMMETRIC)) {
                return "v1," + base64(hmac(key(text, SYMMETRIC), signed));
            }
            if (text.startsWith(ASYMMETRIC)) {
                return "v1a," + base64(ed25519(key(text, ASYMMETRIC), signed));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "a webhook secret is no key: " + e.getClass().getSimpleName());
        }
        throw new IllegalArgumentException("a webhook secret starts with whsec_ or whsk_");
    }

    private static byte[] key(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a webhook secret is base64 behind " + prefix);
        }
    }

    private static byte[] hmac(byte[] key, byte[] signed) throws GeneralSecurityException {
        if (key.length == 0) {
            throw new IllegalArgumentException("a webhook secret is empty");
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(signed);
    }

    private static byte[] ed25519(byte[] key, byte[] signed) throws GeneralSecurityException {
        var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(key, SEED));
        var signer = java.security.Signature.getInstance("Ed25519");
        signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(spec));
        signer.update(signed);
        return signer.sign();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
