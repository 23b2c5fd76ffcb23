package io.hppgateway.redis;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to Redis of one event loop: opens on first use, opens again by itself for as long as the lane lives. The
 * first commands wait for the connection; once it was lost, commands fail at once until it is back.
 */
final class RedisLane {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLane.class);

    /** 20 ms, doubling to 1 s, then up to a quarter more: a restarted Redis is met within a second, and not by all at once. */
    private static final long FIRST_BACK_OFF_MS = 20;

    private static final long LONGEST_BACK_OFF_MS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final RedisSettings settings;
    private final RedisObserver observer;
    private final List<Early> early = new ArrayList<>();
    private @Nullable RedisWire wire;
    private boolean opened;
    private boolean connecting;
    private boolean closed;
    private long backOff = FIRST_BACK_OFF_MS;

    private record Early(Request request, Promise<@Nullable Response> promise) {}

    RedisLane(Vertx vertx, Context context, RedisSettings settings, RedisObserver observer) {
        this.vertx = vertx;
        this.context = context;
        this.observer = observer;
        this.settings = settings;
    }

    Context context() {
        return context;
    }

    /** Called on the lane's event loop. */
    void send(Request request, Promise<@Nullable Response> promise) {
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

    private void open() {
        if (closed) {
            return;
        }
        var client = Redis.createClient(vertx, options(settings));
        client.connect()
                // The handshake has no limit of its own: a stopped Redis accepts and never answers.
                .timeout(
                        settings.connectTimeout()
                                .plus(settings.commandTimeout())
                                .toMillis(),
                        TimeUnit.MILLISECONDS)
                .onSuccess(connection -> up(client, connection))
                .onFailure(failure -> {
                    client.close();
                    down(failure);
                });
    }

    private void up(Redis client, RedisConnection connection) {
        if (closed) {
            client.close();
            return;
        }
        var fresh = new RedisWire(client, connection, this::down, observer);
        wire = fresh;
        if (opened) {
            LOG.info("connection to Redis is back");
        }
        opened = true;
        backOff = FIRST_BACK_OFF_MS;
        var first = List.copyOf(early);
        early.clear();
        first.forEach(command -> fresh.send(command.request, command.promise));
    }

    private void down(Throwable reason) {
        wire = null;
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

    /** Called on the lane's event loop; commands in flight fail. */
    void close() {
        closed = true;
        var reason = new RedisUnavailableException("the link to Redis is closed", null);
        if (wire != null) {
            wire.drop(reason);
        }
        down(reason);
    }

    /** For a client of one connection that is never given back. */
    static RedisOptions options(RedisSettings settings) {
        var tcp = new NetClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        return new RedisOptions()
                .setConnectionString(settings.url().reveal())
                .setNetClientOptions(tcp)
                .setMaxWaitingHandlers(RedisWire.LIMIT)
                // The pool has nothing to clean.
                .setMaxPoolSize(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1);
    }
}
