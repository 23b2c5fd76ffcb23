package io.hppgateway.reconcile;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Looks into all buckets for sessions that are due, and has them checked: as many at once as it has slots, and no more are
 * claimed. One in each process; all of them do the same at once.
 */
public final class ReconcileVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileVerticle.class);
    // Less than the quarter of a second by which an account may be ahead of its budget.
    private static final long BUSY_MS = 50;
    private static final long REDIS_AWAY_MS = 1000;
    private static final long STOP_MS = 5000;

    private final ReconcileQueue queue;
    private final Reconciler reconciler;
    private final ReconcileSettings settings;
    private final ReconcileMeters meters;
    private final long[] lookAt = new long[Namespace.BUCKETS];
    private int inFlight;
    private boolean away;
    private boolean stopped;
    private @Nullable Promise<Void> idle;

    public ReconcileVerticle(
            ReconcileQueue queue, Reconciler reconciler, ReconcileSettings settings, MeterRegistry registry) {
        this.queue = queue;
        this.reconciler = reconciler;
        this.settings = settings;
        this.meters = new ReconcileMeters(registry);
    }

    @Override
    public Future<?> start() {
        long now = System.nanoTime();
        Arrays.fill(lookAt, now);
        // Pods that start together look apart.
        again(1 + ThreadLocalRandom.current().nextLong(settings.look().toMillis()));
        return Future.succeededFuture();
    }

    /** Takes no more; waits for what is under way, and leaves what takes too long to the end of its lease. */
    @Override
    public Future<?> stop() {
        stopped = true;
        if (inFlight == 0) {
            return Future.succeededFuture();
        }
        Promise<Void> last = Promise.promise();
        idle = last;
        return last.future().timeout(STOP_MS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }

    private void again(long millis) {
        vertx.setTimer(Math.max(1, millis), due -> look());
    }

    private void look() {
        if (stopped) {
            return;
        }
        int room = settings.inFlight() - inFlight;
        List<Integer> due = due();
        if (room <= 0 && !due.isEmpty()) {
            meters.full();
        }
        // With less room than buckets, chance decides which are served.
        Collections.shuffle(due);
        List<Integer> served = due.subList(0, Math.min(due.size(), room));
        int share = served.isEmpty() ? 0 : room / served.size();
        // All of them leave in one pipeline.
        Future.join(served.stream().map(bucket -> claim(bucket, share)).toList())
                .onComplete(looked -> away(looked.failed() ? looked.cause() : null))
                .onComplete(looked -> again(away ? REDIS_AWAY_MS : untilNext()));
    }

    private List<Integer> due() {
        long now = System.nanoTime();
        var due = new ArrayList<Integer>();
        for (int bucket = 0; bucket < lookAt.length; bucket++) {
            if (lookAt[bucket] - now <= 0) {
                due.add(bucket);
            }
        }
        return due;
    }

    private Future<Claims> claim(int bucket, int share) {
        return queue.claim(bucket, share).onSuccess(claims -> {
            meters.looked(bucket, claims);
            Duration planned = claims.again().orElse(settings.look());
            Duration wait = planned.compareTo(settings.look()) < 0 ? planned : settings.look();
            lookAt[bucket] = System.nanoTime() + wait.toNanos();
            if (!stopped) { // what was claimed too late is due again at the end of its lease
                claims.claims().forEach(this::check);
            }
        });
    }

    private void check(Claim claim) {
        inFlight++;
        reconciler
                .check(claim)
                .compose(checked -> end(claim, checked))
                .onFailure(failure -> unfinished(claim, failure))
                .onComplete(done -> finished());
    }

    /** The end of the lease brings it back. */
    private static void unfinished(Claim claim, Throwable failure) {
        LOG.atLevel(failure instanceof RedisUnavailableException ? Level.DEBUG : Level.WARN)
                .addKeyValue("tenant", claim.tenant())
                .addKeyValue("session", claim.session())
                .setCause(failure)
                .log("A check could not be ended");
    }

    private Future<Boolean> end(Claim claim, Checked checked) {
        meters.checked(checked.outcome());
        if (checked.told()) {
            meters.found();
        }
        return queue.done(claim, checked);
    }

    private void finished() {
        inFlight--;
        Promise<Void> waiting = idle;
        if (waiting != null && inFlight == 0) {
            waiting.tryComplete();
        }
    }

    private void away(@Nullable Throwable failure) {
        if (failure != null && !away) {
            LOG.warn("no session is checked until Redis is back: {}", failure.getMessage());
        }
        away = failure != null;
    }

    private long untilNext() {
        long now = System.nanoTime();
        long first = Long.MAX_VALUE;
        for (long at : lookAt) {
            first = Math.min(first, at - now);
        }
        // Buckets that found no room come next, as soon as there is some.
        return Math.max(BUSY_MS, first / 1_000_000);
    }
}
