package io.hppgateway.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * Ends a request that takes too long as a whole, from its first byte to the end of its answer: with 504, or by cutting an answer
 * that is under way. What it has set going goes on, so that a session that Klarna makes is recorded.
 */
public final class RequestDeadline {
    private static final Problem TOO_LONG = Problem.of(
            504,
            "GATEWAY_TIMEOUT",
            "The request took too long as a whole. It may have had an effect; read before you repeat it.");

    private final Vertx vertx;
    private final Duration limit;

    public RequestDeadline(Vertx vertx, Duration limit) {
        this.vertx = vertx;
        this.limit = limit;
    }

    /** The same handler, with a deadline that begins before it. */
    public Handler<RoutingContext> before(Handler<RoutingContext> handler) {
        return ctx -> {
            start(ctx);
            handler.handle(ctx);
        };
    }

    private void start(RoutingContext ctx) {
        long timer = vertx.setTimer(limit.toMillis(), late -> Problems.answer(ctx, TOO_LONG));
        ctx.addEndHandler(ended -> vertx.cancelTimer(timer));
    }
}
