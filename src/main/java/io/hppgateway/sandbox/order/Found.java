package io.hppgateway.sandbox.order;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.PlacedOrder;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** One request about an order that this merchant has. */
record Found(Exchange exchange, PlacedOrder order) {

    /** @throws io.hppgateway.http.ProblemException 404 when the merchant has no such order */
    static Found of(Ledger ledger, RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        return new Found(
                exchange,
                ledger.order(exchange.merchant(), exchange.pathParam("order"))
                        .orElseThrow(() -> Problem.of(404, "NO_SUCH_ORDER", "No such order.")
                                .toException()));
    }

    JsonObject capture() {
        return order.captureOf(Objects.requireNonNullElse(exchange.pathParam("capture"), ""))
                .orElseThrow(() ->
                        Problem.of(404, "NO_SUCH_CAPTURE", "No such capture.").toException());
    }

    /** Refuses what an order in this state does not allow. */
    void require(boolean allowed, String code, String message) {
        if (!allowed) {
            throw Problem.of(403, code, message).toException();
        }
    }
}
