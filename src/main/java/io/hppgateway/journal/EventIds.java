package io.hppgateway.journal;

import java.security.SecureRandom;
import java.util.function.Supplier;

/** Ids that nobody has used: {@code evt_} and 24 characters of base62, 142 random bits. */
public final class EventIds implements Supplier<String> {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private final SecureRandom random = new SecureRandom();

    @Override
    public String get() {
        var id = new StringBuilder("evt_");
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
