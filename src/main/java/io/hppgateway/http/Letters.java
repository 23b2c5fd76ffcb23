package io.hppgateway.http;

import java.util.function.IntPredicate;

/** What short names are made of. Looked at letter by letter: a regular expression takes ten times as long. */
public final class Letters {
    private Letters() {}

    /** Whether a text has 1 to {@code longest} characters, all of them allowed. */
    public static boolean areAll(String text, int longest, IntPredicate allowed) {
        boolean good = !text.isEmpty() && text.length() <= longest;
        for (int i = 0; good && i < text.length(); i++) {
            good = allowed.test(text.charAt(i));
        }
        return good;
    }

    /** {@code a} to {@code z}, {@code 0} to {@code 9}. */
    public static boolean isLowerOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    /** The same and {@code A} to {@code Z}. */
    public static boolean isLetterOrDigit(int c) {
        return isLowerOrDigit(c) || (c >= 'A' && c <= 'Z');
    }

    /** Visible ASCII: what URLs, and headers without blanks, are made of. */
    public static boolean isVisible(int c) {
        return c > ' ' && c <= '~';
    }
}
