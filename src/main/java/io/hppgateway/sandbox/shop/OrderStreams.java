package io.hppgateway.sandbox.shop;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.shop.Inbox.Received;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Live order pages: server-sent events, one for each webhook that counts; resumes after {@code Last-Event-ID}. */
final class OrderStreams {
    /** Below the 30 s after which common proxies drop a silent connection. */
    private static final long HEARTBEAT_MS = 15_000;

    /** The whole history of an order, 200 events of 1 KiB, must fit: only a reader that has stopped is cut off. */
    private static final int WRITE_QUEUE = 256 * 1024;

    /** Browsers open a handful; beyond this somebody else is playing. */
    private static final int MAX_STREAMS = 1_000;

    private final Vertx vertx;
    private final Set<HttpServerResponse> open = new LinkedHashSet<>();
    private volatile @Nullable Context context;

    OrderStreams(Vertx vertx) {
        this.vertx = vertx;
    }

    void open(RoutingContext ctx, Order order) {
        if (open.size() >= MAX_STREAMS) {
            ctx.fail(Problem.of(503, "TOO_MANY_STREAMS", "Too many live pages are open.")
                    .toException());
            return;
        }
        context = vertx.getOrCreateContext();
        var response = ctx.response()
                .setChunked(true)
                .setWriteQueueMaxSize(WRITE_QUEUE)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no");
        open.add(response);
        response.write("retry: 1000\n\n");
        follow(response, order, lastSeen(ctx));
    }

    private void follow(HttpServerResponse response, Order order, long lastSeen) {
        Consumer<Received> watcher = event -> send(response, frame(order, event));
        long heartbeat = vertx.setPeriodic(HEARTBEAT_MS, tick -> send(response, ": still here\n\n"));
        Handler<Void> leave = over -> {
            vertx.cancelTimer(heartbeat);
            order.unwatch(watcher);
            open.remove(response);
        };
        // Whichever comes first: on a kept connection the end of a response does not close anything.
        response.endHandler(leave);
        response.closeHandler(leave);
        order.watch(lastSeen, watcher);
    }

    private static void send(HttpServerResponse response, String frame) {
        if (response.writeQueueFull()) {
            response.reset(); // a reader this slow resumes later, instead of filling our memory
        } else {
            response.write(frame);
        }
    }

    private static long lastSeen(RoutingContext ctx) {
        var id = ctx.request().getHeader("Last-Event-ID");
        return id != null && id.matches("\\d{1,18}") ? Long.parseLong(id) : 0;
    }

    private static String frame(Order order, Received event) {
        var data = new JsonObject()
                .put("order_status", order.status())
                .put("webhook_id", event.envelope().id())
                .put("type", event.event().type())
                .put("sequence", event.sequence())
                .put("status", event.status())
                .put("verified", event.event().verified())
                .put("source", event.event().source())
                .put("signature", event.envelope().signature())
                .put("at", event.at().toString());
        return "id: " + event.n() + "\nevent: webhook\ndata: " + data.encode() + "\n\n";
    }

    /** Ends every stream, so that a closing port does not wait for them. */
    Future<Void> end() {
        var loop = context;
        if (loop == null) {
            return Future.succeededFuture();
        }
        Promise<Void> done = Promise.promise();
        loop.runOnContext(now -> {
            List.copyOf(open).forEach(HttpServerResponse::end);
            done.complete();
        });
        return done.future();
    }
}
