package io.hppgateway.webhook;

import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.Journal;
import io.hppgateway.journal.Settlement;
import io.hppgateway.redis.RedisUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.function.IntSupplier;

/**
 * Settles one delivery, again and again while Redis is away, until its lease must have run out: each success here is a
 * duplicate that the receiver does not see.
 */
record Settling(Vertx vertx, Journal journal, Grant grant, DeliveryOutcome outcome, Instant leaseEnd) {
    private static final long FIRST_PAUSE_MS = 50;
    private static final long LONGEST_PAUSE_MS = 1000;

    Future<Settlement> run(IntSupplier freeSlots) {
        return run(freeSlots, FIRST_PAUSE_MS);
    }

    private Future<Settlement> run(IntSupplier freeSlots, long pause) {
        return journal.settle(grant, outcome, freeSlots.getAsInt()).recover(failure -> {
            boolean again = failure instanceof RedisUnavailableException
                    && Instant.now().isBefore(leaseEnd);
            return again ? later(freeSlots, pause) : Future.failedFuture(failure);
        });
    }

    private Future<Settlement> later(IntSupplier freeSlots, long pause) {
        Promise<Settlement> promise = Promise.promise();
        vertx.setTimer(
                pause,
                due -> run(freeSlots, Math.min(LONGEST_PAUSE_MS, pause * 2)).onComplete(promise));
        return promise.future();
    }
}
