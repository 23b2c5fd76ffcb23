package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisNode;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way to the master that holds its key. A server that says where the key is instead (MOVED) is believed.
 * While a slot is being moved, a command with one key follows it (ASK). A script waits: it touches more keys than it names,
 * some of which are still here and some already there; followed, it would take those for missing and make them anew.
 */
final class ClusterCall {
    /** A cluster that agrees with itself needs one; more are changes on the way. */
    private static final int MOST_REDIRECTS = 5;

    /** Slots of some thousand keys are moved within this; whoever waits for us waits 3 s at most. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private static final long LOOK_AGAIN_MS = 25;

    private final ClusterRoute route;
    private final ClusterView view;
    private final Request request;
    private final int slot;
    private final Promise<@Nullable Response> promise;
    private final long begun = System.nanoTime();
    private int redirects;

    ClusterCall(ClusterRoute route, ClusterView view, Request request, int slot, Promise<@Nullable Response> promise) {
        this.route = route;
        this.view = view;
        this.request = request;
        this.slot = slot;
        this.promise = promise;
    }

    void go() {
        RedisNode holder = route.holder(slot);
        if (holder == null) {
            view.suspect();
            promise.tryFail(new RedisUnavailableException("nobody in the Redis Cluster holds slot " + slot, null));
        } else {
            route.lane(holder).send(request, answerOf(holder));
        }
    }

    private Promise<@Nullable Response> answerOf(RedisNode asked) {
        Promise<@Nullable Response> answer = Promise.promise();
        answer.future().onSuccess(promise::tryComplete).onFailure(failure -> failed(asked, failure));
        return answer;
    }

    private void failed(RedisNode asked, Throwable failure) {
        String[] words = RedisFailures.answered(failure).split(" ", -1);
        switch (words[0]) {
            case "MOVED" -> {
                view.moved(Integer.parseInt(words[1]), node(words[2], asked));
                redirect(failure, this::go);
            }
            case "ASK" -> {
                if (isScript()) {
                    waitForMove();
                } else {
                    RedisNode there = node(words[2], asked);
                    redirect(failure, () -> route.lane(there).sendAsking(request, answerOf(there)));
                }
            }
            case "TRYAGAIN" -> waitForMove();
            default -> {
                if (failure instanceof RedisUnavailableException) {
                    view.suspect(asked);
                }
                promise.tryFail(failure);
            }
        }
    }

    private boolean isScript() {
        return request.command() == Command.EVALSHA || request.command() == Command.EVAL;
    }

    /** A server that does not know its own address leaves it out: then it is the one we know it by. */
    private static RedisNode node(String told, RedisNode asked) {
        return told.startsWith(":")
                ? new RedisNode(asked.host(), Integer.parseInt(told.substring(1)))
                : RedisNode.parse(told, asked.port());
    }

    private void redirect(Throwable last, Runnable again) {
        if (redirects++ < MOST_REDIRECTS) {
            again.run();
        } else {
            promise.tryFail(
                    new RedisUnavailableException("the Redis Cluster does not agree who holds slot " + slot, last));
        }
    }

    private void waitForMove() {
        if (System.nanoTime() - begun < LONGEST_WAIT.toNanos()) {
            route.context().owner().setTimer(LOOK_AGAIN_MS, due -> go());
        } else {
            promise.tryFail(new RedisUnavailableException("the Redis Cluster is moving slot " + slot, null));
        }
    }
}
