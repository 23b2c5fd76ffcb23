package io.hppgateway.sandbox.payment;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.Iso;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.PaymentSession;
import io.hppgateway.sandbox.state.PaymentSession.Kind;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Klarna (now Kustom) Checkout orders, as far as a hosted page needs them. */
public final class CheckoutApi {
    private static final String ORDERS = "/checkout/v3/orders";

    private final Ledger ledger;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public CheckoutApi(Ledger ledger, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.post(ORDERS).handler(this::create);
        router.get(ORDERS + "/:id").handler(this::read);
        router.post(ORDERS + "/:id").handler(this::update);
        router.post(ORDERS + "/:id/abort").handler(this::abort);
    }

    private void create(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var order = exchange.json();
        OrderChecks.complete(order)
                .needs("locale", Checks::isLocale)
                .needs("order_tax_amount", Checks::isAmount)
                .done();
        var payment = ledger.open(Kind.CHECKOUT, exchange.merchant(), order);
        ctx.response().putHeader("Location", baseUrl.get() + ORDERS + "/" + payment.id());
        exchange.answer(201, view(payment));
    }

    private void read(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        exchange.answer(200, view(order(exchange)));
    }

    private void update(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var payment = order(exchange);
        var change = exchange.json();
        OrderChecks.partial(change)
                .allows("locale", Checks::isLocale)
                .allows("order_tax_amount", Checks::isAmount)
                .done();
        if (payment.isComplete()) {
            throw Problem.of(403, "READ_ONLY_ORDER", "The order has been completed.")
                    .toException();
        }
        payment.change(change);
        exchange.answer(200, view(payment));
    }

    private void abort(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var payment = order(exchange);
        if (payment.isComplete()) {
            throw Problem.of(403, "READ_ONLY_ORDER", "The order has been completed.")
                    .toException();
        }
        payment.end(ledger.now());
        exchange.answer(200, view(payment));
    }

    private PaymentSession order(Exchange exchange) {
        return ledger.payment(Kind.CHECKOUT, exchange.merchant(), exchange.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("The order does not exist or has expired.")
                        .toException());
    }

    private static JsonObject view(PaymentSession payment) {
        return payment.order()
                .put("order_id", payment.id())
                .put("status", payment.isComplete() ? "checkout_complete" : "checkout_incomplete")
                .put("started_at", Iso.text(payment.createdAt()))
                .put("html_snippet", "<div id=\"klarna-checkout-container\">Sandbox checkout</div>");
    }
}
