package io.hppgateway.http;

import io.vertx.core.MultiMap;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as the header {@code traceparent} says it (W3C Trace Context, version 00).
 *
 * @param traceId 32 lower-case hex digits, not all 0
 * @param spanId 16 of them
 * @param sampled whether whoever made it records the trace
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
    /** The header's name. */
    public static final String HEADER = "traceparent";

    // Section 3.2: version, trace id, span id and flags, with a dash between them.
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;

    /** Longest header that is looked at; version 00 has 55 characters. */
    private static final int LONGEST = 512;

    /** Reads a header; empty when it is missing or not valid, and then a trace starts anew (section 3.2.2.5). */
    public static Optional<TraceParent> parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return Optional.empty();
        }
        boolean framed = isHex(header, 0, 2)
                && isId(header, 3, SPAN - 1)
                && isId(header, SPAN, FLAGS - 1)
                && isHex(header, FLAGS, LENGTH)
                && isEnd(header);
        if (!framed) {
            return Optional.empty();
        }
        boolean sampled = (Character.digit(header.charAt(LENGTH - 1), 16) & 1) == 1;
        return Optional.of(new TraceParent(header.substring(3, SPAN - 1), header.substring(SPAN, FLAGS - 1), sampled));
    }

    /** A later version may have more behind a dash; ff is no version. */
    private static boolean isEnd(String header) {
        return header.length() == LENGTH
                ? !header.startsWith("ff")
                : header.charAt(LENGTH) == '-' && !header.startsWith("ff") && !header.startsWith("00");
    }

    /** Hex digits, not all 0, with a dash on both sides. */
    private static boolean isId(String header, int from, int to) {
        boolean dashed = header.length() > to && header.charAt(from - 1) == '-' && header.charAt(to) == '-';
        if (!dashed || !isHex(header, from, to)) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (header.charAt(i) != '0') {
                return true;
            }
        }
        return false;
    }

    private static boolean isHex(String header, int from, int to) {
        if (header.length() < to) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = header.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** What these headers say. */
    public static Optional<TraceParent> of(MultiMap headers) {
        return parse(headers.get(HEADER));
    }

    /**
     * The start of a trace. It counts as sampled: a receiver that follows its caller's decision would never record one that
     * is not, and could not see our calls in its own traces.
     */
    public static TraceParent start() {
        return new TraceParent(hex() + hex(), hex(), true);
    }

    /** A new place in the same trace. */
    public TraceParent child() {
        return new TraceParent(traceId, hex(), sampled);
    }

    /** Ids name and prove nothing, so that they need no secure randomness. */
    private static String hex() {
        long bits = ThreadLocalRandom.current().nextLong();
        return HexFormat.of().toHexDigits(bits == 0 ? 1 : bits);
    }

    /** The header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
