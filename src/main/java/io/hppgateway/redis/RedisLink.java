package io.hppgateway.redis;

import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Redis, from any thread: each event loop has a connection of its own, so that nothing is shared and commands of one loop
 * go out in one pipeline, in the order they were sent. A caller that is on no event loop uses its context's. While Redis
 * is away, calls fail at once and the connections come back by themselves.
 *
 * <p>Failures: {@link RedisUnavailableException} when Redis is not there, {@link RedisRefusedException} when it said no.
 */
public final class RedisLink {
    private final VertxInternal vertx;
    private final RedisSettings settings;
    private final RedisObserver observer;
    private final Map<EventLoop, RedisLane> lanes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private RedisLink(VertxInternal vertx, RedisSettings settings, RedisObserver observer) {
        this.vertx = vertx;
        this.observer = observer;
        this.settings = settings;
    }

    /** A link that connects when it is first used. */
    public static RedisLink of(Vertx vertx, RedisSettings settings) {
        return of(vertx, settings, RedisObserver.NONE);
    }

    /** The same, and somebody hears how Redis answers. */
    public static RedisLink of(Vertx vertx, RedisSettings settings, RedisObserver observer) {
        return new RedisLink((VertxInternal) vertx, settings, observer);
    }

    /** Sends one command and gives its answer; null is Redis' nil. Not for SUBSCRIBE or blocking commands. */
    public Future<@Nullable Response> send(Request request) {
        return observed(request.command().toString(), dispatch(request));
    }

    private Future<@Nullable Response> observed(String what, Future<@Nullable Response> answer) {
        long start = System.nanoTime();
        return answer.onComplete(done -> observer.answered(what, System.nanoTime() - start, result(done)));
    }

    private static RedisObserver.Result result(AsyncResult<?> done) {
        if (done.succeeded()) {
            return RedisObserver.Result.OK;
        }
        return done.cause() instanceof RedisUnavailableException
                ? RedisObserver.Result.UNAVAILABLE
                : RedisObserver.Result.REFUSED;
    }

    private Future<@Nullable Response> dispatch(Request request) {
        ContextInternal caller = vertx.getOrCreateContext();
        Promise<@Nullable Response> promise = caller.promise();
        EventLoop loop = caller.nettyEventLoop();
        if (closed) {
            promise.fail(new RedisUnavailableException("the link to Redis is closed", null));
            return promise.future();
        }
        RedisLane lane = lanes.computeIfAbsent(loop, this::newLane);
        if (loop.inEventLoop()) {
            lane.send(request, promise);
        } else {
            lane.context().runOnContext(hop -> lane.send(request, promise));
        }
        return promise.future();
    }

    /** Runs a script with arguments that are texts; see {@link #run(Script, List, Args)}. */
    public Future<@Nullable Response> run(Script script, List<String> keys, List<String> args) {
        return run(script, keys, Args.of(args.toArray(String[]::new)));
    }

    /** Runs a script by its hash; a Redis that does not know it (restarted, failed over) gets the text. */
    public Future<@Nullable Response> run(Script script, List<String> keys, Args args) {
        return observed(
                script.name(),
                dispatch(request(Command.EVALSHA, script.sha(), keys, args))
                        .recover(failure -> RedisFailures.isNoScript(failure)
                                ? dispatch(request(Command.EVAL, script.source(), keys, args))
                                : Future.failedFuture(failure)));
    }

    /** Closes every connection; commands in flight fail. */
    public Future<Void> close() {
        closed = true;
        var all = new ArrayList<Future<Void>>();
        for (RedisLane lane : lanes.values()) {
            Promise<Void> done = Promise.promise();
            lane.context().runOnContext(hop -> {
                lane.close();
                done.complete();
            });
            all.add(done.future());
        }
        return Future.join(all).mapEmpty();
    }

    private RedisLane newLane(EventLoop loop) {
        // A context of its own: the lane must outlive the verticle that happens to use it first.
        return new RedisLane(vertx, vertx.contextBuilder().withEventLoop(loop).build(), settings, observer);
    }

    private static Request request(Command command, String script, List<String> keys, Args args) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        args.values().forEach(request::arg);
        return request;
    }
}
