package io.hppgateway.redis;

import io.hppgateway.redis.RedisDialer.Dialled;
import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.RedisUrl;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the ways to Redis that its URL asks for, and follows a master that the Sentinels change. */
final class RedisRoutes {
    private final VertxInternal vertx;
    private final RedisSettings settings;
    private final RedisDialer dialer;
    private final Handler<RedisNode> follow;
    private final Sentinels sentinels;
    private final ClusterView cluster;
    private final AtomicInteger turns = new AtomicInteger();
    private @Nullable RedisChannel switches;
    private boolean closed;

    /** @param follow told who is the master, whenever that may have changed */
    RedisRoutes(VertxInternal vertx, RedisSettings settings, Handler<RedisNode> follow) {
        this.vertx = vertx;
        this.settings = settings;
        this.dialer = new RedisDialer(vertx, settings);
        this.follow = follow;
        this.sentinels = new Sentinels(dialer, settings);
        this.cluster = new ClusterView(dialer, settings);
    }

    /** A way for an event loop; connects when it is first used. */
    RedisRoute open(EventLoop loop, int replicas) {
        // A context of its own: it must outlive the verticle that happens to use it first.
        Context context = vertx.contextBuilder().withEventLoop(loop).build();
        return switch (settings.url().kind()) {
            case SERVER -> new RedisLane(vertx, context, settings, anyServer(), replicas);
            case SENTINEL -> {
                watch();
                yield new RedisLane(vertx, context, settings, sentinels::dialMaster, replicas);
            }
            case CLUSTER ->
                new ClusterRoute(
                        context,
                        cluster,
                        new Namespace(settings.prefix()),
                        node -> new RedisLane(vertx, context, settings, () -> dialer.server(node), replicas));
        };
    }

    /** Connections that may be to any server: pub/sub reaches all of a cluster. */
    Supplier<Future<Dialled>> forPubSub() {
        return settings.url().kind() == RedisUrl.Kind.SENTINEL ? sentinels::dialMaster : anyServer();
    }

    private Supplier<Future<Dialled>> anyServer() {
        var nodes = settings.url().nodes();
        return () -> dialer.server(nodes.get(Math.floorMod(turns.getAndIncrement(), nodes.size())));
    }

    /** An old master that is cut off from the others, but not from us, would go on taking what will be thrown away. */
    private synchronized void watch() {
        if (switches == null && !closed) {
            switches = RedisChannel.open(
                    vertx, settings, sentinels::dialSentinel, Sentinels.SWITCH, said -> look(), this::look);
        }
    }

    private void look() {
        look(sentinels.count());
    }

    /** Follows only a master that is there: connections that work are not dropped for what a Sentinel believes. */
    private void look(int tries) {
        sentinels
                .dialMaster()
                .onSuccess(master -> {
                    master.close();
                    follow.handle(master.node());
                })
                .onFailure(wrong -> {
                    if (tries > 1) {
                        look(tries - 1);
                    }
                });
    }

    synchronized Future<Void> close() {
        closed = true;
        return switches == null ? Future.succeededFuture() : switches.close();
    }
}
