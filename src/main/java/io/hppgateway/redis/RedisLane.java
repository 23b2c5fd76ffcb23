package io.hppgateway.redis;

import io.hppgateway.redis.RedisDialer.Dialled;
import io.hppgateway.redis.address.RedisNode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of one event loop to one Redis: opens on first use, opens again by itself for as long as the lane lives.
 * The first commands wait for the connection; once it was lost, commands fail at once until it is back.
 */
final class RedisLane implements RedisRoute {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);

    /** 20 ms, doubling to 1 s, then up to a quarter more: a restarted Redis is met within a second, and not by all at once. */
    private static final long FIRST_BACK_OFF_MS = 20;

    private static final long LONGEST_BACK_OFF_MS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final RedisSettings settings;
    private final Supplier<Future<Dialled>> dial;
    private final int replicas;
    private final List<Early> early = new ArrayList<>();
    private @Nullable RedisWire wire;
    private @Nullable RedisNode node;
    private @Nullable Confirmations confirmations;
    private boolean opened;
    private boolean connecting;
    private boolean closed;
    private long upSince;
    private long backOff = FIRST_BACK_OFF_MS;

    private record Early(Request request, Promise<@Nullable Response> promise) {}

    /**
     * @param dial opens a connection, to whoever has to be talked to now
     * @param replicas that must have what a command did before its answer is given; 0 for none
     */
    RedisLane(Vertx vertx, Context context, RedisSettings settings, Supplier<Future<Dialled>> dial, int replicas) {
        this.vertx = vertx;
        this.context = context;
        this.settings = settings;
        this.dial = dial;
        this.replicas = replicas;
    }

    @Override
    public Context context() {
        return context;
    }

    /** Whether it has a connection. */
    boolean isUp() {
        return wire != null;
    }

    /** Whether nothing waits for an answer. */
    boolean isIdle() {
        return early.isEmpty() && (wire == null || wire.isIdle());
    }

    @Override
    public void send(Request request, Promise<@Nullable Response> promise) {
        if (confirmations != null) {
            confirmations.send(request, promise);
        } else {
            ask(request, promise);
        }
    }

    /** Sends a command that changes nothing: no replica has to have it. */
    void ask(Request request, Promise<@Nullable Response> promise) {
        if (wire != null) {
            wire.send(request, promise);
        } else if (closed) {
            promise.fail(new RedisUnavailableException("the link to Redis is closed", null));
        } else if (opened || early.size() == RedisWire.LIMIT) {
            promise.fail(new RedisUnavailableException("there is no connection to Redis now", null));
        } else {
            early.add(new Early(request, promise));
            if (!connecting) {
                connecting = true;
                context.runOnContext(first -> open());
                context.runOnContext(first -> watch());
            }
        }
    }

    /** The same at a server of a cluster to which the command's key is being moved. */
    void sendAsking(Request request, Promise<@Nullable Response> promise) {
        // It counts for the next command only; its own answer says nothing.
        send(Request.cmd(Command.ASKING), Promise.promise());
        send(request, promise);
    }

    @Override
    public Future<List<RedisLink.Told>> askMasters(Function<String, Request> question) {
        Promise<@Nullable Response> promise = Promise.promise();
        ask(question.apply(new Namespace(settings.prefix()).nobody(0)), promise);
        return promise.future()
                .transform(answer -> Future.succeededFuture(List.of(new RedisLink.Told("Redis", answer))));
    }

    private void open() {
        if (closed) {
            return;
        }
        dial.get().onSuccess(this::up).onFailure(this::down);
    }

    private void up(Dialled fresh) {
        if (closed) {
            fresh.close();
            return;
        }
        var opening = new RedisWire(fresh.client(), fresh.connection(), this::down);
        wire = opening;
        node = fresh.node();
        confirmations = replicas > 0
                ? new Confirmations(opening, replicas, settings.commandTimeout().dividedBy(2))
                : null;
        if (opened) {
            LOG.info("connection to Redis is back");
        }
        opened = true;
        upSince = System.nanoTime();
        var first = List.copyOf(early);
        early.clear();
        first.forEach(command -> send(command.request, command.promise));
    }

    private void down(Throwable reason) {
        if (wire != null
                && System.nanoTime() - upSince
                        > Duration.ofMillis(LONGEST_BACK_OFF_MS).toNanos()) {
            // Not whenever one was opened: a server that takes us and drops us would be asked without an end.
            backOff = FIRST_BACK_OFF_MS;
        }
        wire = null;
        confirmations = null;
        opened = true;
        var failure = RedisFailures.of(reason);
        var first = List.copyOf(early);
        early.clear();
        if (!closed) {
            long delay = backOff + ThreadLocalRandom.current().nextLong(backOff / 4 + 1);
            LOG.atWarn().addKeyValue("retry_ms", delay).log("no connection to Redis: {}", failure.getMessage());
            backOff = Math.min(LONGEST_BACK_OFF_MS, backOff * 2);
            vertx.setTimer(delay, due -> open());
        }
        first.forEach(command -> command.promise.tryFail(failure));
    }

    private void watch() {
        Duration timeout = settings.commandTimeout();
        vertx.setPeriodic(Math.max(1, timeout.toMillis() / 4), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else if (wire != null) {
                wire.check(timeout);
            }
        });
    }

    @Override
    public void follow(RedisNode master) {
        if (wire != null && !master.equals(node)) {
            wire.drop(new RedisUnavailableException("another server is the master now", null));
        }
    }

    @Override
    public void close() {
        closed = true;
        var reason = new RedisUnavailableException("the link to Redis is closed", null);
        if (wire != null) {
            wire.drop(reason);
        }
        down(reason);
    }
}
