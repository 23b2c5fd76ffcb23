package io.hppgateway.redis;

/**
 * Redis is there and said no to this command, such as WRONGTYPE or a failing script, a mistake of ours, or NOPERM, a right that
 * our user lacks.
 */
public final class RedisRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisRefusedException(String message) {
        super(message);
    }
}
