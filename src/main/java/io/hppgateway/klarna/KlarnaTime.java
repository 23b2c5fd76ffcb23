package io.hppgateway.klarna;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** Klarna's times: ISO 8601 with an offset. */
public final class KlarnaTime {
    // How they come, with and without milliseconds. Read by hand, since java.time's parser takes a microsecond.
    private static final String SECONDS = "0000-00-00T00:00:00Z";
    private static final String MILLIS = "0000-00-00T00:00:00.000Z";

    private KlarnaTime() {}

    /** Reads one; empty when it is none. */
    public static Optional<Instant> parse(String text) {
        try {
            boolean millis = isLike(MILLIS, text);
            return Optional.of(
                    millis || isLike(SECONDS, text)
                            ? usual(text, millis ? number(text, 20, 23) : 0)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isLike(String shape, String text) {
        boolean alike = text.length() == shape.length();
        for (int i = 0; alike && i < shape.length(); i++) {
            char c = text.charAt(i);
            alike = shape.charAt(i) == '0' ? c >= '0' && c <= '9' : c == shape.charAt(i);
        }
        return alike;
    }

    private static Instant usual(String text, int millis) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        millis * 1_000_000)
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
