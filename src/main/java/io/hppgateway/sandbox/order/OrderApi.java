package io.hppgateway.sandbox.order;

import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.PlacedOrder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/** Orders as a whole: read, acknowledge, change, cancel. */
public final class OrderApi {
    private static final String ORDER = "/ordermanagement/v1/orders/:order";

    private final Ledger ledger;

    public OrderApi(Ledger ledger) {
        this.ledger = ledger;
    }

    public void mount(Router router) {
        router.get(ORDER).handler(this::read);
        router.post(ORDER + "/acknowledge").handler(ctx -> simply(ctx, order -> {}));
        router.patch(ORDER + "/authorization").handler(this::authorize);
        router.post(ORDER + "/cancel").handler(this::cancel);
        router.patch(ORDER + "/customer-details").handler(this::changeCustomer);
        router.patch(ORDER + "/merchant-references").handler(this::changeReferences);
        router.post(ORDER + "/extend-authorization-time").handler(ctx -> simply(ctx, PlacedOrder::extend));
        router.post(ORDER + "/release-remaining-authorization").handler(ctx -> simply(ctx, PlacedOrder::release));
        router.post(ORDER + "/shipping-info").handler(this::addShipping);
    }

    private void read(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.exchange().answer(200, found.order().read());
    }

    private void simply(RoutingContext ctx, Consumer<PlacedOrder> change) {
        var found = live(ctx);
        change.accept(found.order());
        found.exchange().answer(204);
    }

    private Found live(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.require(!found.order().isCancelled(), "NOT_ALLOWED", "The order is cancelled.");
        return found;
    }

    private void authorize(RoutingContext ctx) {
        var found = live(ctx);
        var change = found.exchange().json();
        Checks.of(change)
                .needs("order_amount", Checks::isOrderAmount)
                .allows("description", Checks.isTextUpTo(255))
                .allows("order_lines", JsonArray.class::isInstance)
                .done();
        long amount = change.getLong("order_amount");
        found.require(amount >= found.order().captured(), "NOT_ALLOWED", "More than this is captured.");
        found.order().authorize(amount);
        found.exchange().answer(204);
    }

    private void cancel(RoutingContext ctx) {
        var found = live(ctx);
        found.require(found.order().captured() == 0, "CANCEL_NOT_ALLOWED", "The order is captured.");
        found.order().cancel();
        found.exchange().answer(204);
    }

    private void changeCustomer(RoutingContext ctx) {
        var found = live(ctx);
        var change = found.exchange().json();
        var checks = Checks.of(change);
        checks.inside("shipping_address").allows("postal_code", Checks.isTextUpTo(10));
        checks.inside("billing_address");
        checks.done();
        found.order().change(change);
        found.exchange().answer(204);
    }

    private void changeReferences(RoutingContext ctx) {
        var found = live(ctx);
        var change = found.exchange().json();
        Checks.of(change)
                .allows("merchant_reference1", Checks.isTextUpTo(255))
                .allows("merchant_reference2", Checks.isTextUpTo(255))
                .done();
        found.order().change(change);
        found.exchange().answer(204);
    }

    private void addShipping(RoutingContext ctx) {
        var found = live(ctx);
        found.order().change(new JsonObject().put("shipping_info", shipping(found)));
        found.exchange().answer(204);
    }

    static JsonArray shipping(Found found) {
        var body = found.exchange().json();
        Checks.of(body)
                .needs("shipping_info", Checks.isListOf(JsonObject.class::isInstance))
                .done();
        return body.getJsonArray("shipping_info");
    }
}
