package io.hppgateway.sandbox.api;

import io.hppgateway.http.RequestId;
import io.hppgateway.sandbox.fault.Faults;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** What every request to Klarna's API passes, in order: identified, written down, broken by a fault, let in. */
public final class KlarnaApi {
    private static final List<String> PATHS =
            List.of("/payments/*", "/checkout/*", "/hpp/*", "/ordermanagement/*", "/customer-token/*");

    private final ApiAuth auth;
    private final Calls calls;
    private final RateLimit limit;
    private final FaultHandler faults;

    public KlarnaApi(Vertx vertx, ApiAuth auth, Calls calls, RateLimit limit, Faults faults) {
        this.auth = auth;
        this.calls = calls;
        this.limit = limit;
        this.faults = new FaultHandler(vertx, faults);
    }

    /** Guards Klarna's paths; routes added later are behind the guard. */
    public void mount(Router router) {
        for (var path : PATHS) {
            router.route(path)
                    .handler(this::identify)
                    .handler(Exchange::read)
                    .handler(calls)
                    .handler(limit)
                    .handler(faults)
                    .handler(auth);
        }
    }

    private void identify(RoutingContext ctx) {
        // On errors too, whose headers are written anew.
        ctx.addHeadersEndHandler(head -> ctx.response().putHeader("Klarna-Correlation-Id", RequestId.of(ctx)));
        auth.identify(ctx).ifPresent(Exchange.of(ctx)::identified);
        ctx.next();
    }
}
