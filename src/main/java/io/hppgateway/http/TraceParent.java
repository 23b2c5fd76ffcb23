package io.hppgateway.http;

import io.vertx.core.MultiMap;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
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

    // Section 3.2: a later version may have more behind a dash; ff is no version.
    private static final Pattern SHAPE =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    /** Longest header that is looked at; version 00 has 55 characters. */
    private static final int LONGEST = 512;

    /** Reads a header; empty when it is missing or not valid, and then a trace starts anew (section 3.2.2.5). */
    public static Optional<TraceParent> parse(@Nullable String header) {
        if (header == null || header.length() > LONGEST) {
            return Optional.empty();
        }
        var match = SHAPE.matcher(header);
        if (!match.matches() || (match.group(1).equals("00") && match.group(5) != null)) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(match.group(4), 16) & 1) == 1;
        return Optional.of(new TraceParent(match.group(2), match.group(3), sampled));
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
        return String.format("%016x", bits == 0 ? 1 : bits);
    }

    /** The header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}
