package io.hppgateway.klarna.guard;

import io.hppgateway.klarna.KlarnaException;
import java.util.Set;

/** What the end of a call says of the host. */
enum Verdict {
    /** It works. Also when it refuses: a 4xx, or a 500 that one request may bring about again and again. */
    WORKS,
    /** It cannot be reached, does not answer, breaks off, or somebody before it says so. */
    FAILS,
    /** Nothing: the caller left, or the request never came so far. */
    UNKNOWN;

    private static final Set<Integer> OUT_OF_ORDER = Set.of(502, 503, 504);

    static Verdict of(int status) {
        return OUT_OF_ORDER.contains(status) ? FAILS : WORKS;
    }

    static Verdict of(Throwable failure) {
        if (!(failure instanceof KlarnaException klarna)) {
            return UNKNOWN;
        }
        return switch (klarna.kind()) {
            case UNREACHABLE, TIMEOUT, BROKEN -> FAILS;
            case OVERLOADED, SPARED, LIMITED -> UNKNOWN;
        };
    }
}
