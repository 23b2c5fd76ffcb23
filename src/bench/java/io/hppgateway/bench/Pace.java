package io.hppgateway.bench;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Calls at a fixed rate, whether the ones before were answered or not. A latency counts from the moment at which the call
 * was due, so that what stalls is not left out of the account.
 */
final class Pace {
    // So many calls without an answer mean that the rate is too high for what is measured.
    private static final long MOST_OPEN = 20_000;

    private final Histogram micros = new ConcurrentHistogram(60_000_000L, 3);
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    private Pace() {}

    /** @param failed calls without a good answer, or that were not made because too many others were open */
    record Result(Histogram micros, long calls, long failed) {
        double p50() {
            return micros.getValueAtPercentile(50) / 1000.0;
        }

        double p99() {
            return micros.getValueAtPercentile(99) / 1000.0;
        }
    }

    /** Makes a call: which one it is, from 0, and System.nanoTime() when it was due. */
    interface Call {
        Future<?> make(long number, long due);
    }

    /**
     * Runs, warming first, and waits for the last answer.
     *
     * @param call succeeds when the answer was good
     */
    static Result run(Vertx vertx, int perSecond, Duration warm, Duration measure, Call call) {
        var pace = new Pace();
        var context = vertx.getOrCreateContext();
        long skip = perSecond * warm.toMillis() / 1000;
        long calls = skip + perSecond * measure.toMillis() / 1000;
        long start = System.nanoTime();
        for (long i = 0; i < calls; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            pace.call(context, call, i, due, i >= skip);
        }
        Wait.until(Duration.ofSeconds(60), "the last answers", () -> pace.open.get() == 0);
        return new Result(pace.micros, pace.done.get(), pace.failed.get());
    }

    private void call(Context context, Call call, long number, long due, boolean counts) {
        if (open.get() >= MOST_OPEN) {
            failed.incrementAndGet();
            return;
        }
        open.incrementAndGet();
        context.runOnContext(go -> call.make(number, due).onComplete(answer -> {
            open.decrementAndGet();
            if (answer.failed()) {
                failed.incrementAndGet();
            }
            if (counts) {
                done.incrementAndGet();
                micros.recordValue(Math.min(60_000_000L, (System.nanoTime() - due) / 1000));
            }
        }));
    }
}
