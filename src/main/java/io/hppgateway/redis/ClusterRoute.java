package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.Slots;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.RequestImpl;
import io.vertx.redis.client.impl.ZModem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way of one event loop into a cluster: a lane to each master, and each command to the one that holds its key. */
final class ClusterRoute implements RedisRoute {
    /** Of a command that has no key: any server will do. */
    static final int NO_SLOT = -1;

    private final Context context;
    private final ClusterView view;
    private final Namespace names;
    private final Function<RedisNode, RedisLane> newLane;
    private final Map<RedisNode, RedisLane> lanes = new HashMap<>();
    private @Nullable Slots pruned;
    private boolean closed;

    /** @param newLane opens the lane to a server */
    ClusterRoute(Context context, ClusterView view, Namespace names, Function<RedisNode, RedisLane> newLane) {
        this.context = context;
        this.view = view;
        this.names = names;
        this.newLane = newLane;
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void send(Request request, Promise<@Nullable Response> promise) {
        var keys = ((RequestImpl) request).keys();
        int slot = keys.isEmpty() ? NO_SLOT : ZModem.generate(keys.get(0));
        known(() -> new ClusterCall(this, view, request, slot, promise).go(), promise::tryFail);
    }

    /** Goes on when it is known who holds what. */
    private void known(Runnable then, io.vertx.core.Handler<Throwable> otherwise) {
        if (view.slots() != null) {
            then.run();
        } else {
            // It is read in the context of whoever asked first.
            view.read()
                    .onComplete(read -> context.runOnContext(hop -> {
                        if (read.succeeded()) {
                            then.run();
                        } else {
                            otherwise.handle(RedisFailures.of(read.cause()));
                        }
                    }));
        }
    }

    /** Who holds a slot, for none somebody who is there; null when nobody is known. */
    @Nullable
    RedisNode holder(int slot) {
        Slots slots = view.slots();
        if (slots == null) {
            return null;
        }
        prune(slots);
        if (slot != NO_SLOT) {
            return slots.owner(slot);
        }
        // Always the first, so that what one event loop publishes keeps its order.
        return slots.masters().stream()
                .filter(master -> lanes.containsKey(master) && lanes.get(master).isUp())
                .findFirst()
                .orElseGet(() -> slots.masters().get(0));
    }

    RedisLane lane(RedisNode node) {
        var lane = lanes.computeIfAbsent(node, newLane);
        if (closed) {
            lane.close();
        }
        return lane;
    }

    /** A server that holds nothing any more is left, once it has answered everything. */
    private void prune(Slots slots) {
        if (slots == pruned) {
            return;
        }
        for (var each = lanes.entrySet().iterator(); each.hasNext(); ) {
            var lane = each.next();
            if (!slots.masters().contains(lane.getKey()) && lane.getValue().isIdle()) {
                each.remove();
                lane.getValue().close();
            }
        }
        pruned = slots.masters().containsAll(lanes.keySet()) ? slots : null;
    }

    @Override
    public Future<List<RedisLink.Told>> askMasters(Function<String, Request> question) {
        Promise<List<RedisLink.Told>> all = Promise.promise();
        known(() -> askKnown(question).onComplete(all), all::tryFail);
        return all.future();
    }

    private Future<List<RedisLink.Told>> askKnown(Function<String, Request> question) {
        var keys = new LinkedHashMap<RedisNode, String>();
        for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
            String key = names.nobody(bucket);
            RedisNode holder = holder(ZModem.generate(key));
            if (holder != null) {
                keys.putIfAbsent(holder, key);
            }
        }
        var told = new ArrayList<Future<RedisLink.Told>>();
        keys.forEach((node, key) -> told.add(ask(node, question.apply(key))));
        return Future.join(told).map(done -> told.stream().map(Future::result).toList());
    }

    private Future<RedisLink.Told> ask(RedisNode node, Request question) {
        Promise<@Nullable Response> promise = Promise.promise();
        lane(node).ask(question, promise);
        return promise.future().transform(answer -> told(node, answer));
    }

    private Future<RedisLink.Told> told(RedisNode node, AsyncResult<@Nullable Response> answer) {
        if (answer.failed()) {
            view.suspect(node);
        }
        return Future.succeededFuture(new RedisLink.Told(node.toString(), answer));
    }

    @Override
    public void follow(RedisNode master) {
        // A cluster says itself who holds what.
    }

    @Override
    public void close() {
        closed = true;
        lanes.values().forEach(RedisLane::close);
    }
}
