package io.hppgateway.seal;

import java.util.concurrent.TimeUnit;

/** Keeps a walk to so many steps a second. Blocks: it is for a program of its own. */
final class Pace {
    private final int perSecond;
    private final long begun = System.nanoTime();
    private long done;

    Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** What to ask Redis for at once: a quarter of a second's worth, and never so much that others wait for it. */
    int page() {
        return Math.max(1, Math.min(250, perSecond / 4));
    }

    /** So many steps were made; comes back when the next ones are due. */
    void spend(int steps) {
        done += steps;
        long due = begun + (long) (done * (double) TimeUnit.SECONDS.toNanos(1) / perSecond);
        long early = due - System.nanoTime();
        if (early > 0) {
            try {
                TimeUnit.NANOSECONDS.sleep(early);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted; what was sealed anew stays so", e);
            }
        }
    }
}
