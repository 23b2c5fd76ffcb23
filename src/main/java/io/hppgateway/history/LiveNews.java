package io.hppgateway.history;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisChannel;
import io.hppgateway.redis.RedisSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * News of every pod's events, on the event bus of this one: one subscription at Redis for all who wait here. It is a hint
 * that makes waiting short. Whoever listens also looks by itself every few seconds, because a message may be lost.
 */
public final class LiveNews {
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final RedisSettings settings;
    private final String address = "hpp.news." + UUID.randomUUID() + ".";
    private volatile @Nullable RedisChannel channel;

    public LiveNews(Vertx vertx, RedisSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    /** Subscribes; with Redis away, as soon as it is back. */
    public void start() {
        String name = new Namespace(settings.prefix()).channel("news");
        channel = RedisChannel.open(vertx, settings, name, this::spread, () -> {});
    }

    private void spread(String message) {
        // The tenant is the first word; those who listen read the rest.
        int end = message.indexOf(' ');
        if (end > 0) {
            vertx.eventBus().publish(address + message.substring(0, end), message, LOCAL);
        }
    }

    /** Hears of a tenant's events on the current context, until {@link Listening#end()}. */
    public Listening listen(String tenant, Handler<News> handler) {
        MessageConsumer<String> consumer = vertx.eventBus()
                .localConsumer(
                        address + tenant, message -> News.parse(message.body()).ifPresent(handler::handle));
        return consumer::unregister;
    }

    /** Somebody who listens. */
    @FunctionalInterface
    public interface Listening {
        /** Hears no more. */
        void end();
    }

    /** Ends the subscription. */
    public Future<Void> close() {
        RedisChannel open = channel;
        return open == null ? Future.succeededFuture() : open.close();
    }
}
