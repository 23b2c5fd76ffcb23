package io.hppgateway.redis;

import org.jspecify.annotations.Nullable;

/**
 * Redis is not there for us: refused, closed, silent for too long, still loading, full, read only, or too much is in
 * flight. What was asked may or may not have happened. The same call may work a moment later.
 */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean full;

    RedisUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private RedisUnavailableException(String message, @Nullable Throwable cause, boolean full) {
        // No stack trace: while Redis is down there is one of these per request, and all of them say the same.
        super(message, cause, false, false);
        this.full = full;
    }

    /** So many commands are in flight on one connection. */
    static RedisUnavailableException full(int limit) {
        return new RedisUnavailableException(limit + " Redis commands are in flight on one connection", null, true);
    }

    /** Whether the command was turned away here, because too many are in flight. */
    boolean isFull() {
        return full;
    }
}
