package io.hppgateway.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds back what a connection answered until enough replicas have it. WAIT speaks for all that its connection wrote before,
 * so one at a time is enough however much is written; it holds up its connection, so this one is for such commands only.
 */
final class Confirmations {
    private final RedisWire wire;
    private final int replicas;
    private final Duration patience;
    private List<Held> next = new ArrayList<>();
    private boolean asking;

    private record Held(
            Promise<@Nullable Response> promise, @Nullable Response answer) {}

    /** @param patience for the replicas; shorter than the wait for any answer */
    Confirmations(RedisWire wire, int replicas, Duration patience) {
        this.wire = wire;
        this.replicas = replicas;
        this.patience = patience;
    }

    /** Sends a command whose answer counts only when the replicas have what it did. */
    void send(Request request, Promise<@Nullable Response> promise) {
        Promise<@Nullable Response> done = Promise.promise();
        done.future().onFailure(promise::tryFail).onSuccess(answer -> {
            next.add(new Held(promise, answer));
            ask();
        });
        wire.send(request, done);
    }

    private void ask() {
        if (asking || next.isEmpty()) {
            return;
        }
        asking = true;
        var held = next;
        next = new ArrayList<>();
        Promise<@Nullable Response> told = Promise.promise();
        told.future().onComplete(answer -> {
            asking = false;
            held.forEach(one -> settle(one, answer));
            ask();
        });
        wire.send(Request.cmd(Command.WAIT).arg(replicas).arg(patience.toMillis()), told);
    }

    private void settle(Held one, AsyncResult<@Nullable Response> told) {
        Response count = told.result();
        if (told.failed()) {
            one.promise.tryFail(told.cause());
        } else if (count == null || count.toInteger() < replicas) {
            one.promise.tryFail(new RedisUnavailableException(
                    "not " + replicas + " replicas, but " + count + " had it within " + patience.toMillis() + " ms",
                    null));
        } else {
            one.promise.tryComplete(one.answer);
        }
    }
}
