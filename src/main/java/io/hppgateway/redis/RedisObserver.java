package io.hppgateway.redis;

import io.vertx.core.AsyncResult;

/** Hears how Redis answers; called on event loops, and must be quick. */
@FunctionalInterface
public interface RedisObserver {
    /** Nobody listens. */
    RedisObserver NONE = (what, nanos, result) -> {};

    /** How a command ended. */
    enum Result {
        OK,
        /** Redis said no, such as a wrong type. */
        REFUSED,
        /** Redis was not there, or too slow. */
        UNAVAILABLE,
        /** It was turned away here: too many are in flight. */
        FULL;

        static Result of(AsyncResult<?> done) {
            if (done.succeeded()) {
                return OK;
            }
            if (done.cause() instanceof RedisUnavailableException away) {
                return away.isFull() ? FULL : UNAVAILABLE;
            }
            return REFUSED;
        }
    }

    /**
     * A command or script ended.
     *
     * @param what the script's name, or the command's in lower case
     * @param nanos from the call to the answer, with all waiting
     */
    void answered(String what, long nanos, Result result);
}
