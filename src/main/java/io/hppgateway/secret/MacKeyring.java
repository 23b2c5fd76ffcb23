package io.hppgateway.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 under several keys: the first one signs, all of them verify, so that a key can be replaced, also while it is in
 * use.
 */
public final class MacKeyring {
    /** The least length of a key: as long as the hash (RFC 2104, section 3). */
    public static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private volatile List<SecretKeySpec> keys;

    private MacKeyring(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * Reads keys from text: base64, separated by commas, the newest first.
     *
     * @throws IllegalArgumentException when there is none, or one is no base64 of at least 32 bytes; the message does not repeat it
     */
    public static MacKeyring of(Secret commaSeparated) {
        var keys = new ArrayList<SecretKeySpec>();
        for (String text : commaSeparated.reveal().split(",", -1)) {
            byte[] key = decode(text.trim());
            if (key.length < KEY_BYTES) {
                throw new IllegalArgumentException("must be base64 keys of at least " + KEY_BYTES
                        + " random bytes, separated by commas, newest first");
            }
            keys.add(new SecretKeySpec(key, ALGORITHM));
        }
        return new MacKeyring(List.copyOf(keys));
    }

    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Takes another one's keys from now on; false when they are the same. */
    public boolean become(MacKeyring other) {
        boolean differs = !keys.equals(other.keys);
        keys = other.keys;
        return differs;
    }

    /** How many keys verify. */
    public int size() {
        return keys.size();
    }

    /** The MAC of these bytes under the newest key, 32 bytes. */
    public byte[] sign(byte[] message) {
        return mac(keys.get(0), message);
    }

    /** Whether this is the MAC of these bytes under any key; compared in constant time. */
    public boolean verify(byte[] message, byte[] mac) {
        boolean good = false;
        for (var key : keys) {
            good |= MessageDigest.isEqual(mac(key, message), mac);
        }
        return good;
    }

    private static byte[] mac(SecretKeySpec key, byte[] message) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
