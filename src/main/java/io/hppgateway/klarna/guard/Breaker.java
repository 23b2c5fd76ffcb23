package io.hppgateway.klarna.guard;

/**
 * Spares a host that fails. Closed: everything passes. Open, after enough failures: nothing passes for a while. Half open: one
 * call passes, and its end decides. Told the time by its caller, in ns; not for several threads at once.
 */
final class Breaker {
    enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        private final int level;

        State(int level) {
            this.level = level;
        }

        /** For a metric. */
        int level() {
            return level;
        }
    }

    private static final long WINDOW_NS = 10_000_000_000L;

    private final GuardSettings settings;
    private State state = State.CLOSED;
    private int inARow;
    private long windowFrom;
    private int windowCalls;
    private int windowFailures;
    private long openUntil;
    private int breaks;
    private boolean probing;

    Breaker(GuardSettings settings) {
        this.settings = settings;
    }

    State state() {
        return state;
    }

    /** How long a call has to wait, in ns; 0 when it may go, and then its end has to be told. */
    long waits(long now) {
        if (state == State.OPEN && openUntil - now <= 0) {
            state = State.HALF_OPEN;
        }
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> probing ? settings.firstBreak().toNanos() : probe();
            case OPEN -> openUntil - now;
        };
    }

    private long probe() {
        probing = true;
        return 0;
    }

    /**
     * A call has ended.
     *
     * @param passedIn the state in which it passed: one from before a break says nothing of the time after
     */
    void ended(Verdict verdict, State passedIn, long now) {
        if (passedIn == State.HALF_OPEN) {
            probed(verdict, now);
        } else if (state == State.CLOSED && verdict != Verdict.UNKNOWN) {
            count(verdict == Verdict.FAILS, now);
        }
    }

    private void probed(Verdict verdict, long now) {
        probing = false;
        if (verdict == Verdict.WORKS) {
            state = State.CLOSED;
            breaks = 0;
            inARow = 0;
            startWindow(now);
        } else if (verdict == Verdict.FAILS) {
            open(now);
        }
    }

    private void count(boolean failed, long now) {
        if (windowCalls == 0 || now - windowFrom > WINDOW_NS) {
            startWindow(now);
        }
        windowCalls++;
        windowFailures += failed ? 1 : 0;
        inARow = failed ? inARow + 1 : 0;
        boolean half = windowCalls >= 2 * settings.breakFailures() && 2 * windowFailures >= windowCalls;
        if (inARow >= settings.breakFailures() || half) {
            open(now);
        }
    }

    private void startWindow(long now) {
        windowFrom = now;
        windowCalls = 0;
        windowFailures = 0;
    }

    private void open(long now) {
        long longest = settings.longestBreak().toNanos();
        // 2^20 of the shortest one are hours.
        long pause = settings.firstBreak().toNanos() << Math.min(breaks, 20);
        openUntil = now + Math.min(pause, longest);
        breaks++;
        state = State.OPEN;
    }
}
