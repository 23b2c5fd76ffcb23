package io.hppgateway.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One open connection and what is in flight on it. Lives on one event loop. Answers come in the order of the commands, so
 * the oldest one without an answer tells how long Redis has been silent: no timer per command.
 */
final class RedisWire {
    /** Commands in flight; what the client allows by default, and some 20 ms of work for a busy Redis. A power of two. */
    static final int LIMIT = 2048;

    private static final int MASK = LIMIT - 1;
    private static final long NOT_SUSPECTED = -1;
    // Redis may answer, but always too late: then nobody waits for ever.
    private static final int MOST_TIMEOUTS = 4;

    private final Redis client;
    private final RedisConnection connection;
    private final Handler<Throwable> lost;
    private final @Nullable Waiting[] waiting = new Waiting[LIMIT];
    private long sent;
    private long answered;
    private long suspectedAt = NOT_SUSPECTED;
    private boolean dropped;

    private record Waiting(Promise<@Nullable Response> promise, long since) {
        boolean isAnswered() {
            return promise.future().isComplete();
        }
    }

    /** @param lost told once, when the connection is no longer of use */
    RedisWire(Redis client, RedisConnection connection, Handler<Throwable> lost) {
        this.client = client;
        this.connection = connection;
        this.lost = lost;
        connection.endHandler(end -> drop(new RedisUnavailableException("Redis closed the connection", null)));
        connection.exceptionHandler(this::drop);
    }

    void send(Request request, Promise<@Nullable Response> promise) {
        if (sent - answered == LIMIT) {
            promise.fail(RedisUnavailableException.full(LIMIT));
            return;
        }
        var command = new Waiting(promise, System.nanoTime());
        waiting[(int) (sent++ & MASK)] = command;
        connection.send(request).onComplete(answer -> answer(command, answer));
    }

    private void answer(Waiting command, AsyncResult<@Nullable Response> answer) {
        if (answer.succeeded()) {
            command.promise.tryComplete(answer.result());
        } else {
            command.promise.tryFail(RedisFailures.of(answer.cause()));
            if (RedisFailures.isDemoted(answer.cause())) {
                drop(new RedisUnavailableException("Redis is a replica now", null));
            }
        }
        for (Waiting oldest = oldest(); oldest != null && oldest.isAnswered(); oldest = oldest()) {
            waiting[(int) (answered++ & MASK)] = null;
        }
    }

    boolean isIdle() {
        return sent == answered;
    }

    private @Nullable Waiting oldest() {
        return waiting[(int) (answered & MASK)];
    }

    /**
     * Drops the connection when its oldest command has waited too long, and still does at the next look with nothing answered
     * in between: an event loop that was busy looks here before it reads what Redis answered meanwhile, and a connection
     * dropped for that makes the load worse. Called again and again.
     */
    void check(Duration timeout) {
        Waiting oldest = oldest();
        long waited = oldest == null ? 0 : System.nanoTime() - oldest.since;
        boolean late = waited > timeout.toNanos();
        if (late && (suspectedAt == answered || waited > MOST_TIMEOUTS * timeout.toNanos())) {
            drop(new RedisUnavailableException("Redis did not answer within " + timeout.toMillis() + " ms", null));
        }
        suspectedAt = late ? answered : NOT_SUSPECTED;
    }

    /** Fails everything in flight and closes. We fail it ourselves: a close waits for unsent bytes, and a hung peer takes none. */
    void drop(Throwable reason) {
        if (dropped) {
            return;
        }
        dropped = true;
        client.close();
        lost.handle(reason);
        var failure = RedisFailures.of(reason);
        for (Waiting command : waiting) {
            if (command != null) {
                command.promise.tryFail(failure);
            }
        }
    }
}
