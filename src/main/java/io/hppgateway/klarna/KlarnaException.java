package io.hppgateway.klarna;

import io.hppgateway.http.Problem;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Klarna gave no usable answer. An answer with an error status is no exception: it is Klarna's answer. */
public final class KlarnaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final transient @Nullable Problem problem;

    /** What happened, and so whether the request may have had an effect. */
    public enum Kind {
        /** No connection was made: the request did not leave, it may be tried again. */
        UNREACHABLE,
        /** No answer in time: the request may have had an effect. */
        TIMEOUT,
        /** The connection broke, or the answer cannot be used: the request may have had an effect. */
        BROKEN,
        /** Too many requests wait for a connection already: the request did not leave. */
        OVERLOADED,
        /** The host failed too often just now, and is spared for a while: the request did not leave. */
        SPARED,
        /** Klarna allows no more calls at the moment: the request did not leave. */
        LIMITED;

        /** Whether nothing can have come of the request. */
        public boolean didNotLeave() {
            return this != TIMEOUT && this != BROKEN;
        }
    }

    /** @param problem what the caller is told; null: what its kind says */
    public KlarnaException(Kind kind, String message, @Nullable Problem problem) {
        super(message, null, false, false);
        this.kind = kind;
        this.problem = problem;
    }

    KlarnaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
        this.problem = null;
    }

    /** An answer of Klarna's that cannot be used, such as HTML where JSON is due. */
    public static KlarnaException unusable(String message) {
        return new KlarnaException(Kind.BROKEN, message, (Throwable) null);
    }

    /** What the caller is told, where it is more than the kind says. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** What happened. */
    public Kind kind() {
        return kind;
    }
}
