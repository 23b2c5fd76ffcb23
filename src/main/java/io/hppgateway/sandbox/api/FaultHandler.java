package io.hppgateway.sandbox.api;

import io.hppgateway.sandbox.fault.Fault;
import io.hppgateway.sandbox.fault.Faults;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
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
        if (fault.hangs()) {
            return;
        }
        if (fault.resets()) {
            ctx.response().reset();
        } else if (fault.status() > 0) {
            refuse(ctx, fault);
        } else {
            serve(ctx, fault);
        }
    }

    private static void refuse(RoutingContext ctx, Fault fault) {
        ctx.response()
                .setStatusCode(fault.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, fault.contentType())
                .end(fault.body());
    }

    private static void serve(RoutingContext ctx, Fault fault) {
        if (fault.cutsAnswer()) {
            Exchange.of(ctx).cutAnswer();
        }
        ctx.next();
    }
}
