package io.hppgateway.secret;

import java.security.SecureRandom;

/** Texts of digits and letters: for ids nobody has used and secrets nobody guesses, 5.95 bits a character. */
public final class Base62 {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Base62() {}

    /** A new text of this many characters. */
    public static String random(int length) {
        var text = new StringBuilder(length);
        RANDOM.ints(length, 0, ALPHABET.length()).forEach(i -> text.append(ALPHABET.charAt(i)));
        return text.toString();
    }

    /** As many characters as the hash has bytes at most, one of each byte: 5.94 bits. */
    public static String of(byte[] hash, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt((hash[i] & 0xFF) % ALPHABET.length()));
        }
        return text.toString();
    }
}
