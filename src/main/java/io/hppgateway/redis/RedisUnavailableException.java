package io.hppgateway.redis;

import org.jspecify.annotations.Nullable;

/**
 * Redis is not there for us: refused, closed, silent for too long, still loading, full, read only, or too much is in
 * flight. What was asked may or may not have happened. The same call may work a moment later.
 */
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String message, @Nullable Throwable cause) {
        // No stack trace: while Redis is down there is one of these per request, and all of them say the same.
        super(message, cause, false, false);
    }
}
