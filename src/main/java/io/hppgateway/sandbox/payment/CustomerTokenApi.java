package io.hppgateway.sandbox.payment;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.CustomerToken;
import io.hppgateway.sandbox.state.Ids;
import io.hppgateway.sandbox.state.Ledger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Supplier;

/** Customer tokens: orders without the consumer. */
public final class CustomerTokenApi {
    private static final String TOKEN = "/customer-token/v1/tokens/:token";

    private final Ledger ledger;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public CustomerTokenApi(Ledger ledger, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.get(TOKEN).handler(this::read);
        router.post(TOKEN + "/order").handler(this::placeOrder);
        router.patch(TOKEN + "/status").handler(this::changeStatus);
    }

    private void read(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        exchange.answer(
                200,
                new JsonObject()
                        .put("status", token(exchange).isActive() ? "ACTIVE" : "CANCELLED")
                        .put("payment_method_type", "INVOICE"));
    }

    private void placeOrder(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var token = token(exchange);
        var order = exchange.json();
        OrderChecks.partial(order)
                .needs("order_amount", Checks::isOrderAmount)
                .needs("order_tax_amount", Checks::isAmount)
                .needs("order_lines", JsonArray.class::isInstance)
                .needs("purchase_currency", Checks::isCurrency)
                .done();
        if (!token.isActive()) {
            throw Problem.of(403, "FORBIDDEN", "The customer token is cancelled.")
                    .toException();
        }
        var placed = ledger.place(Ids.session(), exchange.merchant(), order);
        exchange.answer(
                200,
                new JsonObject()
                        .put("order_id", placed.id())
                        .put("redirect_url", baseUrl.get() + "/pay/orders/" + placed.id() + "/redirect")
                        .put("fraud_status", "ACCEPTED")
                        .put("authorized_payment_method", new JsonObject().put("type", "invoice")));
    }

    private void changeStatus(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var token = token(exchange);
        Checks.of(exchange.json())
                .needs("status", Checks.isOneOf(Set.of("CANCELLED")))
                .done();
        token.cancel();
        exchange.answer(202);
    }

    private CustomerToken token(Exchange exchange) {
        return ledger.token(exchange.merchant(), exchange.pathParam("token"))
                .orElseThrow(() ->
                        Problem.notFound("There is no such customer token.").toException());
    }
}
