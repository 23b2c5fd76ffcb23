package io.hppgateway.sandbox.order;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.state.Ledger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.function.Supplier;

/** Captures and refunds. */
public final class CaptureApi {
    private static final String ORDERS = "/ordermanagement/v1/orders/";
    private static final String ORDER = ORDERS + ":order";
    private static final String CAPTURE = ORDER + "/captures/:capture";

    private final Ledger ledger;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public CaptureApi(Ledger ledger, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.post(ORDER + "/captures").handler(this::capture);
        router.get(ORDER + "/captures").handler(this::list);
        router.get(CAPTURE).handler(this::read);
        router.patch(CAPTURE + "/extend-due-date").handler(this::extend);
        router.get(CAPTURE + "/extend-due-date-options").handler(this::options);
        router.post(CAPTURE + "/shipping-info").handler(this::addShipping);
        router.post(CAPTURE + "/trigger-send-out").handler(this::sendOut);
        router.post(ORDER + "/refunds").handler(this::refund);
        router.get(ORDER + "/refunds/:refund").handler(this::readRefund);
    }

    private void capture(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        var body = checked(found, "captured_amount");
        long part = body.getLong("captured_amount");
        found.require(
                part <= found.order().remaining(), "CAPTURE_NOT_ALLOWED", "The amount is more than is authorized.");
        made(found, "captures", "Capture-Id", found.order().capture(part, body, ledger.now()));
    }

    private void refund(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        var body = checked(found, "refunded_amount");
        long part = body.getLong("refunded_amount");
        found.require(
                part <= found.order().captured() - found.order().refunded(),
                "REFUND_NOT_ALLOWED",
                "The amount is more than is captured.");
        made(found, "refunds", "Refund-Id", found.order().refund(part, body, ledger.now()));
    }

    private static JsonObject checked(Found found, String amount) {
        var body = found.exchange().json();
        Checks.of(body)
                .needs(amount, Checks::isOrderAmount)
                .allows("description", Checks.isTextUpTo(255))
                .allows("reference", Checks.isTextUpTo(255))
                .allows("order_lines", JsonArray.class::isInstance)
                .allows("shipping_info", JsonArray.class::isInstance)
                .allows("shipping_delay", Checks::isAmount)
                .done();
        return body;
    }

    private void made(Found found, String kind, String header, String id) {
        found.exchange().made(baseUrl.get() + ORDERS + found.order().id() + "/" + kind + "/" + id, header, id);
    }

    private void list(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.exchange().answer(200, found.order().captures());
    }

    private void read(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.exchange().answer(200, found.capture());
    }

    private void extend(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.capture();
        Checks.of(found.exchange().json())
                .needs("number_of_days", Checks::isWhole)
                .done();
        found.exchange().answer(204);
    }

    private void options(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.capture();
        var free = new JsonObject().put("number_of_days", 10).put("amount", 0);
        found.exchange()
                .answer(
                        200,
                        new JsonObject()
                                .put("currency", found.order().read().getString("purchase_currency"))
                                .put("options", new JsonArray().add(free)));
    }

    private void addShipping(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.capture().put("shipping_info", OrderApi.shipping(found));
        found.exchange().answer(204);
    }

    private void sendOut(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        found.capture();
        found.exchange().answer(204);
    }

    private void readRefund(RoutingContext ctx) {
        var found = Found.of(ledger, ctx);
        String id = Objects.requireNonNullElse(found.exchange().pathParam("refund"), "");
        found.exchange()
                .answer(
                        200,
                        found.order()
                                .refundOf(id)
                                .orElseThrow(() ->
                                        Problem.notFound("No such refund.").toException()));
    }
}
