package io.hppgateway.sandbox.state;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Klarna's way to write an instant: UTC, always three digits of milliseconds. */
public final class Iso {
    // Instant.toString() drops the milliseconds when they are zero.
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Iso() {}

    /** Such as {@code 2026-11-24T09:30:00.000Z}. */
    public static String text(Instant instant) {
        return FORMAT.format(instant);
    }
}
