package io.hppgateway.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A text that must not show: it prints as {@code ***} and compares in constant time. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** A secret of this text. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The text itself; the caller keeps it out of logs, errors, metrics and answers. */
    public String reveal() {
        return value;
    }

    /** Its UTF-8 bytes. */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return 31; // a hash of the text would leak it into heap dumps' and maps' order; secrets are never keys
    }

    @Override
    public String toString() {
        return "***";
    }
}
