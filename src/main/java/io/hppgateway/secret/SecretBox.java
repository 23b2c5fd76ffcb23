package io.hppgateway.secret;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Seals what is stored: one Tink AEAD keyset, the primary key seals, every key of it opens. The keyset may be replaced while
 * the box is in use. The context (what the bytes
 * belong to, such as a Redis key) is authenticated with them, so that a value moved elsewhere does not open.
 */
public final class SecretBox {
    // Tink's key prefix (Tink wire format): this byte, then the key's id.
    private static final byte TINK = 1;
    private static final int PREFIX = 5;

    /** In the place of a key id, of something that does not say who sealed it. */
    public static final String RAW = "raw";

    private volatile Keys keys;

    private record Keys(KeysetHandle handle, Aead aead) {}

    private SecretBox(Keys keys) {
        this.keys = keys;
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
            return new SecretBox(new Keys(handle, handle.getPrimitive(RegistryConfiguration.get(), Aead.class)));
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

    /** Takes another one's keyset from now on; false when it is the same. */
    public boolean become(SecretBox other) {
        boolean differs = !keys.handle.equalsKeyset(other.keys.handle);
        keys = other.keys;
        return differs;
    }

    /** The id of the key that seals, in decimal. */
    public String primaryId() {
        return id(keys.handle.getPrimary().getId());
    }

    /** The ids of all keys that open, in the order of the keyset. */
    public List<String> keyIds() {
        var handle = keys.handle;
        return IntStream.range(0, handle.size())
                .filter(i -> handle.getAt(i).getStatus() == KeyStatus.ENABLED)
                .mapToObj(i -> id(handle.getAt(i).getId()))
                .toList();
    }

    /** The id of the key that sealed this, as it says itself; {@code raw} when it does not say. */
    public static String keyIdOf(byte[] sealed) {
        return sealed.length > PREFIX && sealed[0] == TINK
                ? id(ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt())
                : RAW;
    }

    private static String id(int id) {
        return Integer.toUnsignedString(id);
    }

    /** Sealed bytes: Tink's key prefix, nonce, ciphertext and tag; 33 bytes longer than the plain ones. */
    public byte[] seal(byte[] plain, String context) {
        try {
            return keys.aead.encrypt(plain, context.getBytes(StandardCharsets.UTF_8));
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
            return keys.aead.decrypt(sealed, context.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException(context);
        }
    }
}
