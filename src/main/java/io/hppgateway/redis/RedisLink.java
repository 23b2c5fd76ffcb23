package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.RedisUrl;
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
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Redis, from any thread: each event loop has a connection of its own (in a cluster, one to each master), so that nothing is
 * shared and commands of one loop to one server go out in one pipeline, in the order they were sent. A caller that is on no
 * event loop uses its context's. While Redis is away, calls fail at once and the connections come back by themselves.
 *
 * <p>Failures: {@link RedisUnavailableException} when Redis is not there, {@link RedisRefusedException} when it said no.
 */
public final class RedisLink {
    private final VertxInternal vertx;
    private final RedisObserver observer;
    private final int replicas;
    private final RedisRoutes routes;
    private final Map<EventLoop, RedisRoute> lanes = new ConcurrentHashMap<>();
    // WAIT holds up its connection, so what waits for replicas has others.
    private final Map<EventLoop, RedisRoute> confirmedLanes = new ConcurrentHashMap<>();
    private final Map<Script, Script> guarded = new ConcurrentHashMap<>();
    private final boolean isCluster;
    private volatile boolean closed;

    /** What a master said, or why it did not. */
    public record Told(String master, AsyncResult<@Nullable Response> answer) {}

    private RedisLink(VertxInternal vertx, RedisSettings settings, RedisObserver observer) {
        this.vertx = vertx;
        this.observer = observer;
        this.replicas = settings.waitReplicas();
        this.isCluster = settings.url().kind() == RedisUrl.Kind.CLUSTER;
        this.routes = new RedisRoutes(vertx, settings, this::follow);
    }

    /** A link that connects when it is first used. */
    public static RedisLink of(Vertx vertx, RedisSettings settings) {
        return of(vertx, settings, RedisObserver.NONE);
    }

    /** The same, and somebody hears how Redis answers. */
    public static RedisLink of(Vertx vertx, RedisSettings settings, RedisObserver observer) {
        return new RedisLink((VertxInternal) vertx, settings, observer);
    }

    /**
     * Sends one command and gives its answer; null is Redis' nil. Not for SUBSCRIBE or blocking commands, nor for keys of
     * several buckets.
     */
    public Future<@Nullable Response> send(Request request) {
        return observed(request.command().toString(), send(request, 0));
    }

    private Future<@Nullable Response> observed(String what, Future<@Nullable Response> answer) {
        long start = System.nanoTime();
        return answer.onComplete(
                done -> observer.answered(what, System.nanoTime() - start, RedisObserver.Result.of(done)));
    }

    private Future<@Nullable Response> send(Request request, int replicas) {
        ContextInternal caller = vertx.getOrCreateContext();
        Promise<@Nullable Response> promise = caller.promise();
        EventLoop loop = caller.nettyEventLoop();
        if (closed) {
            promise.fail(new RedisUnavailableException("the link to Redis is closed", null));
            return promise.future();
        }
        RedisRoute route = replicas == 0
                ? lanes.computeIfAbsent(loop, first -> routes.open(first, 0))
                : confirmedLanes.computeIfAbsent(loop, first -> routes.open(first, replicas));
        if (loop.inEventLoop()) {
            route.send(request, promise);
        } else {
            route.context().runOnContext(hop -> route.send(request, promise));
        }
        return promise.future();
    }

    /** A promise that is told to the caller on its own event loop, as the answers of this link are. */
    public <T> Promise<T> promise() {
        return vertx.getOrCreateContext().promise();
    }

    /** Runs this on the caller's event loop after so many ms, also when whoever asked is undeployed meanwhile. */
    public void later(long millis, Runnable task) {
        var unused = vertx.getOrCreateContext().nettyEventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Runs a script with arguments that are texts; see {@link #run(Script, List, Args)}. */
    public Future<@Nullable Response> run(Script script, List<String> keys, List<String> args) {
        return run(script, keys, Args.of(args.toArray(String[]::new)));
    }

    /** Runs a script by its hash; a Redis that does not know it (restarted, failed over) gets the text. */
    public Future<@Nullable Response> run(Script script, List<String> keys, Args args) {
        return run(script, keys, args, 0);
    }

    /** The same; what it did is with {@link RedisSettings#waitReplicas} replicas when it succeeds. A failure says nothing of what was done. */
    public Future<@Nullable Response> runConfirmed(Script script, List<String> keys, Args args) {
        return run(script, keys, args, replicas);
    }

    private Future<@Nullable Response> run(Script script, List<String> keys, Args args, int replicas) {
        return observed(
                script.name(),
                isCluster
                        ? runPlain(guarded.computeIfAbsent(script, Script::guarded), guarded(keys), args, replicas)
                        : runPlain(script, keys, args, replicas));
    }

    private Future<@Nullable Response> runPlain(Script script, List<String> keys, Args args, int replicas) {
        return send(request(Command.EVALSHA, script.sha(), keys, args), replicas)
                .recover(failure -> RedisFailures.isNoScript(failure)
                        ? send(request(Command.EVAL, script.source(), keys, args), replicas)
                        : Future.failedFuture(failure));
    }

    /**
     * With a key that never exists: while its slot is being moved, a server runs no script that names it. Ours touch keys
     * that they do not name, and some of those would be here and some there.
     */
    private static List<String> guarded(List<String> keys) {
        var all = new ArrayList<String>(keys);
        all.add(Namespace.nobodyBeside(keys.get(0)));
        return all;
    }

    /** Asks each master that holds keys of ours; {@code question} gets a name of such a key. Fails when nobody knows the masters. */
    public Future<List<Told>> askMasters(Function<String, Request> question) {
        ContextInternal caller = vertx.getOrCreateContext();
        return askMasters(caller, callers(caller), question);
    }

    /**
     * The same from every event loop that talks to Redis, one list for each connection: one may be back while another is
     * not. Fails when one of them knows no masters.
     */
    public Future<List<List<Told>>> askMastersFromEachLoop(Function<String, Request> question) {
        ContextInternal caller = vertx.getOrCreateContext();
        callers(caller);
        var told =
                all().stream().map(route -> askMasters(caller, route, question)).toList();
        return Future.all(told).map(done -> done.list());
    }

    private RedisRoute callers(ContextInternal caller) {
        return lanes.computeIfAbsent(caller.nettyEventLoop(), first -> routes.open(first, 0));
    }

    private static Future<List<Told>> askMasters(
            ContextInternal caller, RedisRoute route, Function<String, Request> question) {
        Promise<List<Told>> promise = caller.promise();
        route.context().runOnContext(hop -> route.askMasters(question).onComplete(promise));
        return promise.future();
    }

    private void follow(RedisNode master) {
        all().forEach(route -> route.context().runOnContext(hop -> route.follow(master)));
    }

    private List<RedisRoute> all() {
        var all = new ArrayList<>(lanes.values());
        all.addAll(confirmedLanes.values());
        return all;
    }

    /** Closes every connection; commands in flight fail. */
    public Future<Void> close() {
        closed = true;
        var done = new ArrayList<Future<Void>>();
        for (RedisRoute route : all()) {
            Promise<Void> ended = Promise.promise();
            route.context().runOnContext(hop -> {
                route.close();
                ended.complete();
            });
            done.add(ended.future());
        }
        done.add(routes.close());
        return Future.join(done).mapEmpty();
    }

    private static Request request(Command command, String script, List<String> keys, Args args) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
        keys.forEach(request::arg);
        args.values().forEach(request::arg);
        return request;
    }
}
