package io.hppgateway.sandbox.api;

import io.hppgateway.sandbox.fault.Fault;
import io.hppgateway.sandbox.fault.Faults;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Lets a fault happen to a request. */
final class FaultHandler implements Handler<RoutingContext> {
    private final Vertx vertx;
    private final Faults faults;

    FaultHandler(Vertx vertx, Faults faults) {
        this.vertx = vertx;
        this.faults = faults;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var request = ctx.request();
        @Nullable String merchant = Exchange.of(ctx).knownMerchant().orElse(null);
        var fault =
                faults.take(Fault.Target.API, request.path(), request.method().name(), merchant);
        if (fault.isEmpty()) {
            ctx.next();
        } else if (fault.get().latencyMillis() > 0) {
            vertx.setTimer(fault.get().latencyMillis(), late -> happen(ctx, fault.get()));
        } else {
            happen(ctx, fault.get());
        }
    }

    private static void happen(RoutingContext ctx, Fault fault) {
        var exchange = Exchange.of(ctx);
        if (fault.hangs()) {
            return;
        }
        if (fault.resets()) {
            ctx.response().reset();
            return;
        }
        if (fault.cutsAnswer()) {
            exchange.cutAnswer();
        }
        if (fault.status() > 0) {
            exchange.answer(fault.status(), fault.contentType(), Buffer.buffer(fault.body()));
        } else {
            ctx.next();
        }
    }
}
