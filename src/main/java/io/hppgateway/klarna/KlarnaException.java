package io.hppgateway.klarna;

import org.jspecify.annotations.Nullable;

/** Klarna gave no usable answer. An answer with an error status is no exception: it is Klarna's answer. */
public final class KlarnaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What happened, and so whether the request may have had an effect. */
    public enum Kind {
        /** No connection was made: the request did not leave, it may be tried again. */
        UNREACHABLE,
        /** No answer in time: the request may have had an effect. */
        TIMEOUT,
        /** The connection broke, or the answer cannot be used: the request may have had an effect. */
        BROKEN,
        /** Too many requests wait for a connection already: the request did not leave. */
        OVERLOADED
    }

    KlarnaException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    /** An answer of Klarna's that cannot be used, such as HTML where JSON is due. */
    public static KlarnaException unusable(String message) {
        return new KlarnaException(Kind.BROKEN, message, null);
    }

    /** What happened. */
    public Kind kind() {
        return kind;
    }
}
