package io.hppgateway.sandbox.payment;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.Ids;
import io.hppgateway.sandbox.state.Iso;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.PaymentSession;
import io.hppgateway.sandbox.state.PaymentSession.Kind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Klarna Payments: sessions, and orders placed with an authorization token. */
public final class PaymentsApi {
    private static final String SESSION = "/payments/v1/sessions/:id";
    private static final String AUTHORIZATION = "/payments/v1/authorizations/:token";

    private final Ledger ledger;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public PaymentsApi(Ledger ledger, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.post("/payments/v1/sessions").handler(this::create);
        router.post(SESSION).handler(this::update);
        router.get(SESSION).handler(this::read);
        router.post(AUTHORIZATION + "/order").handler(this::placeOrder);
        router.post(AUTHORIZATION + "/customer-token").handler(this::createToken);
        router.delete(AUTHORIZATION).handler(this::cancelAuthorization);
    }

    private void create(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var order = exchange.json();
        OrderChecks.complete(order).allows("locale", Checks::isLocale).done();
        var payment = ledger.open(Kind.PAYMENTS, exchange.merchant(), order);
        exchange.answer(
                200, // Klarna: not 201, and no Location
                new JsonObject()
                        .put("session_id", payment.id())
                        .put("client_token", clientToken(payment))
                        .put("payment_method_categories", categories()));
    }

    private void update(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var payment = payment(exchange);
        var change = exchange.json();
        OrderChecks.partial(change).allows("locale", Checks::isLocale).done();
        if (payment.isComplete()) {
            throw Problem.of(404, "SESSION_COMPLETED", "The session has been completed.")
                    .toException();
        }
        payment.change(change);
        exchange.answer(204);
    }

    private void read(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var payment = payment(exchange);
        exchange.answer(
                200,
                payment.order()
                        .put("status", payment.isComplete() ? "complete" : "incomplete")
                        .put("expires_at", Iso.text(payment.expiresAt()))
                        .put("client_token", clientToken(payment))
                        .put("payment_method_categories", categories()));
    }

    private void placeOrder(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var token = Objects.requireNonNullElse(exchange.pathParam("token"), "");
        var authorized = authorized(exchange, token);
        var order = exchange.json();
        OrderChecks.complete(order).done();
        if (!order.getValue("order_amount").equals(authorized.order().getValue("order_amount"))) {
            throw Problem.of(409, "BAD_VALUE", "Not matching fields: order_amount")
                    .toException();
        }
        ledger.spend(token);
        var placed = ledger.place(Ids.session(), exchange.merchant(), order);
        if (Boolean.TRUE.equals(order.getValue("auto_capture"))) {
            placed.capture(placed.remaining(), new JsonObject(), ledger.now());
        }
        exchange.answer(200, placed(placed.id()));
    }

    private void createToken(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var token = Objects.requireNonNullElse(exchange.pathParam("token"), "");
        authorized(exchange, token);
        Checks.of(exchange.json())
                .needs("description", Checks.isTextUpTo(255))
                .needs("intended_use", Checks.isOneOf(Set.of("SUBSCRIPTION")))
                .needs("locale", Checks::isLocale)
                .needs("purchase_country", Checks::isCountry)
                .needs("purchase_currency", Checks::isCurrency)
                .done();
        ledger.spend(token);
        var made = ledger.tokenize(exchange.merchant());
        exchange.answer(
                200,
                new JsonObject()
                        .put("token_id", made.id())
                        .put("redirect_url", baseUrl.get() + "/pay/tokens/" + made.id() + "/redirect"));
    }

    private JsonObject placed(String orderId) {
        return new JsonObject()
                .put("order_id", orderId)
                .put("redirect_url", baseUrl.get() + "/pay/orders/" + orderId + "/redirect")
                .put("fraud_status", "ACCEPTED")
                .put("authorized_payment_method", new JsonObject().put("type", "invoice"));
    }

    private void cancelAuthorization(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var token = Objects.requireNonNullElse(exchange.pathParam("token"), "");
        authorized(exchange, token);
        ledger.spend(token);
        exchange.answer(204);
    }

    private PaymentSession authorized(Exchange exchange, String token) {
        return ledger.authorization(exchange.merchant(), token)
                .orElseThrow(() -> Problem.notFound("The authorization does not exist, is used up or has expired.")
                        .toException());
    }

    private PaymentSession payment(Exchange exchange) {
        return ledger.payment(Kind.PAYMENTS, exchange.merchant(), exchange.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("The payment session does not exist or has expired.")
                        .toException());
    }

    private String clientToken(PaymentSession payment) {
        return Ids.clientToken(
                new JsonObject().put("session_id", payment.id()).put("base_url", baseUrl.get() + "/pay/payments"));
    }

    private JsonArray categories() {
        return new JsonArray()
                .add(category("pay_later", "Pay in 30 days"))
                .add(category("pay_over_time", "Pay in parts"))
                .add(category("pay_now", "Pay now"));
    }

    private JsonObject category(String identifier, String name) {
        var badge = baseUrl.get() + "/pay/assets/badge.svg";
        return new JsonObject()
                .put("identifier", identifier)
                .put("name", name)
                .put("asset_urls", new JsonObject().put("descriptive", badge).put("standard", badge));
    }
}
