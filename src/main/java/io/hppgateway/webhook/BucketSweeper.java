package io.hppgateway.webhook;

import io.hppgateway.bound.Bound;
import io.hppgateway.journal.EndpointAlert;
import io.hppgateway.journal.Sweep;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into its buckets for leases that ran out and deliveries that are due, and hands them to the relay without the bus.
 * Together with the sweepers of the other event loops it covers all buckets; every pod covers them all.
 */
final class BucketSweeper {
    private static final Logger LOG = LoggerFactory.getLogger(BucketSweeper.class);
    private static final long LONGEST_BACK_OFF_MS = 1000;
    private static final long STARVED_NANOS = 1_000_000_000;

    private final Vertx vertx;
    private final RelayVerticle.Parts parts;
    private final Relay relay;
    private final DeliveryMeters meters;
    private final Duration busy;
    private final Duration quiet;
    private final List<Bucket> buckets = new ArrayList<>();
    private boolean lost;
    private boolean stopped;

    private static final class Bucket {
        private final int number;
        private long lookAt = System.nanoTime();
        private long measuredAt = lookAt;
        private long backOff;

        Bucket(int number) {
            this.number = number;
        }

        boolean isDue(long now) {
            return lookAt - now <= 0;
        }

        /** Nobody has looked into it for a second beyond its time, for want of room. */
        boolean isStarved(long now) {
            return now - Math.max(lookAt, measuredAt) > STARVED_NANOS;
        }

        void lookIn(Duration wait) {
            lookAt = System.nanoTime() + wait.toNanos();
        }
    }

    BucketSweeper(
            Vertx vertx, RelayVerticle.Parts parts, Relay relay, WebhookSettings settings, List<Integer> buckets) {
        this.vertx = vertx;
        this.parts = parts;
        this.relay = relay;
        this.meters = relay.meters();
        this.busy = settings.busyLook();
        this.quiet = settings.quietLook();
        buckets.forEach(number -> this.buckets.add(new Bucket(number)));
    }

    void start() {
        again(1 + ThreadLocalRandom.current().nextLong(busy.toMillis())); // pods that start together look apart
    }

    void stop() {
        stopped = true;
    }

    private void again(long millis) {
        vertx.setTimer(Math.max(1, millis), due -> look());
    }

    private void look() {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        var due = new ArrayList<>(
                buckets.stream().filter(bucket -> bucket.isDue(now)).toList());
        int room = relay.room();
        // With less room than buckets, chance decides which are served.
        Collections.shuffle(due);
        List<Bucket> served = due.subList(0, Math.min(due.size(), room));
        int share = served.isEmpty() ? 0 : room / served.size();
        if (served.size() < due.size()) {
            meters.reached(Bound.WEBHOOK_IN_FLIGHT);
        }
        var starved = due.stream().skip(served.size()).filter(bucket -> bucket.isStarved(now));
        // All of them leave in one pipeline.
        Future.join(Stream.concat(served.stream().map(bucket -> sweep(bucket, share)), starved.map(this::measure))
                        .toList())
                .onSuccess(all -> lost = false)
                .onFailure(this::lost)
                .onComplete(done -> again(untilNext(room)));
    }

    /** Takes nothing from it: there is no room. But what waits in it must be seen to wait. */
    private Future<Sweep> measure(Bucket bucket) {
        bucket.measuredAt = System.nanoTime();
        return parts.journal().sweep(bucket.number, 0).onSuccess(sweep -> seen(bucket, sweep));
    }

    private void seen(Bucket bucket, Sweep sweep) {
        meters.reaped(sweep.reaped());
        meters.looked(bucket.number, sweep.waited());
    }

    private Future<Sweep> sweep(Bucket bucket, int free) {
        return parts.journal()
                .sweep(bucket.number, free)
                .onFailure(away -> backOff(bucket))
                .onSuccess(sweep -> {
                    bucket.backOff = 0;
                    seen(bucket, sweep);
                    boolean more = sweep.grants().size() >= free;
                    Duration planned = sweep.again()
                            .map(told -> told.compareTo(busy) < 0 ? busy : told)
                            .orElse(quiet);
                    bucket.lookIn(more ? Duration.ZERO : planned.compareTo(quiet) < 0 ? planned : quiet);
                    sweep.grants().forEach(relay::take);
                    sweep.alerts().forEach(this::tell);
                });
    }

    /** Every pod that sweeps tries, one of them does; when Redis is away the note stays for the next look. */
    private void tell(EndpointAlert alert) {
        parts.alerts().apply(alert).onSuccess(grants -> grants.forEach(relay::take));
    }

    private void lost(Throwable failure) {
        if (!lost && !stopped) {
            LOG.warn("sweeping stops until Redis is back: {}", failure.getMessage());
        }
        lost = true;
    }

    /** Each bucket by itself: in a cluster, the others may be at a master that is well. */
    private void backOff(Bucket bucket) {
        long doubled = Math.max(busy.toMillis(), Math.min(LONGEST_BACK_OFF_MS, bucket.backOff * 2));
        bucket.backOff = doubled + ThreadLocalRandom.current().nextLong(doubled / 4 + 1);
        bucket.lookIn(Duration.ofMillis(bucket.backOff));
    }

    private long untilNext(int room) {
        if (room == 0) {
            return busy.toMillis() / 4; // deliveries end within milliseconds as a rule
        }
        long now = System.nanoTime();
        long first =
                buckets.stream().mapToLong(bucket -> bucket.lookAt - now).min().orElse(quiet.toNanos());
        return Math.min(quiet.toMillis(), first / 1_000_000);
    }
}
