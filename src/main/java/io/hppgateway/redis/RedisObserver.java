package io.hppgateway.redis;

/** Hears how Redis answers; called on event loops, and must be quick. */
public interface RedisObserver {
    /** Nobody listens. */
    RedisObserver NONE = new RedisObserver() {
        @Override
        public void answered(String what, long nanos, Result result) {}

        @Override
        public void full() {}
    };

    /** How a command ended. */
    enum Result {
        OK,
        /** Redis said no, such as a wrong type. */
        REFUSED,
        /** Redis was not there, or too slow. */
        UNAVAILABLE
    }

    /**
     * A command or script ended.
     *
     * @param what the script's name, or the command's in lower case
     * @param nanos from the call to the answer, with all waiting
     */
    void answered(String what, long nanos, Result result);

    /** A command was turned away because too many are in flight. */
    void full();
}
