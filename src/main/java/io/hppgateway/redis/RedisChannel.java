package io.hppgateway.redis;

import io.hppgateway.redis.RedisDialer.Dialled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscription to a pub/sub channel, on a connection of its own that comes back by itself. Redis keeps nothing for a
 * subscriber that is away, so a message is only a hint: what it is about stands elsewhere and is read again whenever the
 * subscription begins.
 */
public final class RedisChannel {
    private static final Logger LOG = LoggerFactory.getLogger(RedisChannel.class);

    /** 20 ms, doubling to 1 s, as {@link RedisLane} does it. */
    private static final long FIRST_BACK_OFF_MS = 20;

    private static final long LONGEST_BACK_OFF_MS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final RedisSettings settings;
    private final Supplier<Future<Dialled>> dial;
    private final String name;
    private final Handler<String> onMessage;
    private final Runnable onSubscribed;
    private @Nullable Dialled current;
    private boolean closed;
    private long received;
    private long backOff = FIRST_BACK_OFF_MS;

    private RedisChannel(
            Vertx vertx,
            RedisSettings settings,
            Supplier<Future<Dialled>> dial,
            String name,
            Handler<String> onMessage,
            Runnable onSubscribed) {
        this.vertx = vertx;
        // A context of its own: it outlives whoever opens it.
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.settings = settings;
        this.dial = dial;
        this.name = name;
        this.onMessage = onMessage;
        this.onSubscribed = onSubscribed;
    }

    /**
     * Subscribes, and again for as long as it is not closed; with Redis away it waits for it.
     *
     * @param channel see {@link Namespace#channel}
     * @param onMessage gets each message's text, in order, on one event loop
     * @param onSubscribed told each time the subscription begins, the first time too, on the same event loop: from now on
     *     nothing is missed, and what was published before has to be read from where it stands
     */
    public static RedisChannel open(
            Vertx vertx, RedisSettings settings, String channel, Handler<String> onMessage, Runnable onSubscribed) {
        var routes = new RedisRoutes((VertxInternal) vertx, settings, follow -> {});
        return open(vertx, settings, routes.forPubSub(), channel, onMessage, onSubscribed);
    }

    /** The same with whoever {@code dial} connects to. */
    static RedisChannel open(
            Vertx vertx,
            RedisSettings settings,
            Supplier<Future<Dialled>> dial,
            String channel,
            Handler<String> onMessage,
            Runnable onSubscribed) {
        var opened = new RedisChannel(vertx, settings, dial, channel, onMessage, onSubscribed);
        opened.context.runOnContext(go -> opened.connect());
        return opened;
    }

    /** Publishes to everybody who is subscribed now; success says nothing of who got it. */
    public static Future<Void> publish(RedisLink redis, String channel, String message) {
        return redis.send(Request.cmd(Command.PUBLISH).arg(channel).arg(message))
                .mapEmpty();
    }

    private void connect() {
        if (!closed) {
            dial.get().onSuccess(this::subscribe).onFailure(this::again);
        }
    }

    private void subscribe(Dialled fresh) {
        if (closed) {
            fresh.close();
            return;
        }
        current = fresh;
        var connection = fresh.connection();
        connection.endHandler(end -> lost(fresh, new RedisUnavailableException("Redis closed the connection", null)));
        connection.exceptionHandler(failure -> lost(fresh, failure));
        connection.handler(push -> received(fresh, push));
        connection.send(Request.cmd(Command.SUBSCRIBE).arg(name)).onFailure(failure -> lost(fresh, failure));
        // A subscriber sends nothing, so only a question of its own shows that a peer is gone without a word.
        vertx.setPeriodic(2 * settings.commandTimeout().toMillis(), timer -> beat(fresh, timer));
    }

    private void beat(Dialled of, long timer) {
        if (!of.equals(current)) {
            vertx.cancelTimer(timer);
            return;
        }
        long before = received;
        of.connection()
                .send(Request.cmd(Command.PING))
                .timeout(settings.commandTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> silent(of, before, failure));
    }

    /**
     * The client takes a message that comes before the answer for the answer, and the question's future never ends; both come
     * to us as messages. So whatever came since is a sign of life.
     */
    private void silent(Dialled of, long before, Throwable failure) {
        if (received == before) {
            lost(of, failure);
        }
    }

    private void received(Dialled of, @Nullable Response push) {
        if (!of.equals(current)) {
            return;
        }
        received++;
        if (push == null) {
            return;
        }
        if (push.type() == ResponseType.ERROR) {
            // Such as an ACL that lacks the channel: somebody may mend it, so it goes on trying.
            lost(of, new RedisUnavailableException("Redis refuses the subscription: " + push, null));
            return;
        }
        boolean list = push.type() == ResponseType.MULTI || push.type() == ResponseType.PUSH;
        if (!list || push.size() < 3) {
            return;
        }
        String kind = push.get(0).toString();
        if (kind.equals("message")) {
            onMessage.handle(push.get(2).toString());
        } else if (kind.equals("subscribe")) {
            backOff = FIRST_BACK_OFF_MS;
            onSubscribed.run();
        }
    }

    private void lost(Dialled of, Throwable reason) {
        if (!of.equals(current)) {
            return;
        }
        current = null;
        of.close();
        again(reason);
    }

    private void again(Throwable reason) {
        if (closed) {
            return;
        }
        long delay = backOff + ThreadLocalRandom.current().nextLong(backOff / 4 + 1);
        LOG.atWarn()
                .addKeyValue("channel", name)
                .addKeyValue("retry_ms", delay)
                .log("no subscription at Redis: {}", RedisFailures.of(reason).getMessage());
        backOff = Math.min(LONGEST_BACK_OFF_MS, backOff * 2);
        vertx.setTimer(delay, due -> connect());
    }

    /** Ends the subscription; nothing is told from then on. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(go -> {
            closed = true;
            if (current != null) {
                current.close();
                current = null;
            }
            done.complete();
        });
        return done.future();
    }
}
