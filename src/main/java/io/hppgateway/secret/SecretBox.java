package io.hppgateway.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/**
 * Seals what is stored: one Tink AEAD keyset, the primary key seals, every key of it opens. The context (what the bytes
 * belong to, such as a Redis key) is authenticated with them, so that a value moved elsewhere does not open.
 */
public final class SecretBox {
    private final Aead aead;

    private SecretBox(Aead aead) {
        this.aead = aead;
    }

    /**
     * A box over a cleartext Tink keyset in JSON.
     *
     * @throws IllegalArgumentException when the text is no keyset with an enabled AEAD primary key; the message does not repeat it
     */
    public static SecretBox of(Secret keysetJson) {
        try {
            AeadConfig.register();
            var handle = TinkJsonProtoKeysetFormat.parseKeyset(keysetJson.reveal(), InsecureSecretKeyAccess.get());
            return new SecretBox(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("is no Tink AEAD keyset in JSON with an enabled primary key");
        }
    }

    /** A new keyset with one AES-256-GCM key, as JSON. */
    public static Secret newKeyset() {
        try {
            AeadConfig.register();
            var handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            return Secret.of(TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink cannot make an AES-256-GCM key on this JVM", e);
        }
    }

    /** Sealed bytes: Tink's key prefix, nonce, ciphertext and tag; 33 bytes longer than the plain ones. */
    public byte[] seal(byte[] plain, String context) {
        try {
            return aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal", e);
        }
    }

    /**
     * What {@link #seal} was given.
     *
     * @throws SealBrokenException when no key of the keyset opens it, or it was sealed for another context
     */
    public byte[] open(byte[] sealed, String context) {
        try {
            return aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(context);
        }
    }
}
