package io.hppgateway.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of a port's connections; safe for all event loops. */
public final class PortCounts {
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder refused = new LongAdder();
    private final LongAdder slow = new LongAdder();

    /** Connections that are open. */
    public int open() {
        return open.get();
    }

    /** Connections that were one too many. */
    public long refused() {
        return refused.sum();
    }

    /** Requests that did not arrive in time. */
    public long slow() {
        return slow.sum();
    }

    /** Takes a place for one more; false when all are taken. */
    boolean enter(int limit) {
        if (open.incrementAndGet() <= limit) {
            return true;
        }
        open.decrementAndGet();
        refused.increment();
        return false;
    }

    void leave() {
        open.decrementAndGet();
    }

    void cutSlow() {
        slow.increment();
    }
}
