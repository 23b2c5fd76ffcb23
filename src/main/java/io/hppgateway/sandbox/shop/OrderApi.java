package io.hppgateway.sandbox.shop;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.Problem;
import io.hppgateway.http.ProblemException;
import io.hppgateway.sandbox.shop.Catalogue.Product;
import io.hppgateway.sandbox.shop.Inbox.Received;
import io.hppgateway.sandbox.shop.KlarnaCheckout.HostedPage;
import io.hppgateway.sandbox.shop.KlarnaCheckout.RefusedException;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What customers see: the storefront, the purchase, the order and its live status. */
final class OrderApi {
    /** A form of three short fields. */
    private static final int MAX_BODY = 4 * 1024;

    private static final int MAX_QUANTITY = 9;
    private static final Set<String> RESULTS = Set.of("success", "cancel", "back", "failure", "error");

    /**
     * There is no form-action: browsers apply it to the redirect after a form as well, and where Klarna's page is only
     * Klarna's answer says.
     */
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final ShopSettings settings;
    private final Pages pages;
    private final Orders orders;
    private final KlarnaCheckout klarna;
    private final Inbox inbox;
    private final OrderStreams streams;

    OrderApi(
            ShopSettings settings,
            Pages pages,
            Orders orders,
            KlarnaCheckout klarna,
            Inbox inbox,
            OrderStreams streams) {
        this.settings = settings;
        this.pages = pages;
        this.orders = orders;
        this.klarna = klarna;
        this.inbox = inbox;
        this.streams = streams;
    }

    void mount(Router router) {
        router.get("/").handler(this::storefront);
        router.get("/assets/:name").handler(this::asset);
        router.post("/orders").handler(this::buy);
        router.get("/orders/:id").handler(ctx -> withOrder(ctx, order -> show(ctx, order)));
        router.get("/orders/:id/events").handler(ctx -> withOrder(ctx, order -> streams.open(ctx, order)));
    }

    private void storefront(RoutingContext ctx) {
        var shop =
                shop(ctx.request().getParam("shop")).orElse(settings.tenants().get(0));
        html(ctx, 200, pages.storefront(shop, settings.tenants()));
    }

    private void asset(RoutingContext ctx) {
        var asset = pages.asset(ctx.pathParam("name"));
        if (asset == null) {
            ctx.fail(404);
            return;
        }
        guarded(ctx.response())
                .putHeader("Content-Type", asset.contentType())
                .putHeader("Cache-Control", "max-age=300")
                .end(asset.content());
    }

    private void withOrder(RoutingContext ctx, Consumer<Order> then) {
        orders.byId(ctx.pathParam("id"))
                .ifPresentOrElse(
                        then,
                        () -> html(
                                ctx, 404, pages.noSuchOrder(settings.tenants().get(0))));
    }

    private void show(RoutingContext ctx, Order order) {
        var result = ctx.request().getParam("result", "");
        html(ctx, 200, pages.order(order, RESULTS.contains(result) ? result : null));
    }

    private void buy(RoutingContext ctx) {
        var json = String.valueOf(ctx.request().getHeader("Content-Type")).startsWith("application/json");
        Bodies.read(ctx.request(), MAX_BODY)
                .map(body -> json ? jsonFields(body) : formFields(body))
                .map(this::order)
                .compose(order -> start(ctx, order))
                .onFailure(ctx::fail);
    }

    private Future<Void> start(RoutingContext ctx, Order order) {
        var shopUrl = settings.baseUrl(ctx.request().localAddress().port());
        return klarna.start(order, shopUrl)
                .map(page -> remember(order, page))
                .compose(page -> redirect(ctx, order, page))
                .recover(failure -> failure instanceof RefusedException refused
                        ? html(ctx, 502, pages.refused(order.shop(), refused))
                        : Future.failedFuture(failure));
    }

    private HostedPage remember(Order order, HostedPage page) {
        orders.add(order, page.sessionId());
        // A webhook may be here before the answer that names its session.
        inbox.all().filter(Received::counts).filter(order::isToldBy).forEach(order::append);
        return page;
    }

    private static Future<Void> redirect(RoutingContext ctx, Order order, HostedPage page) {
        var body = new JsonObject()
                .put("order_id", order.id())
                .put("session_id", page.sessionId())
                .put("redirect_url", page.redirectUrl());
        return guarded(ctx.response())
                .setStatusCode(303)
                .putHeader("Location", page.redirectUrl())
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    private Order order(JsonObject fields) {
        var shop = shop(fields.getValue("shop") instanceof String id ? id : null)
                .orElseThrow(() -> bad("shop is the id of a shop."));
        Product product = Catalogue.of(shop)
                .product(String.valueOf(fields.getValue("sku")))
                .orElseThrow(() -> bad("sku is one of this shop's products."));
        var quantity = String.valueOf(fields.getValue("quantity", 1));
        if (!quantity.matches("[1-" + MAX_QUANTITY + "]")) {
            throw bad("quantity is 1 to " + MAX_QUANTITY + ".");
        }
        return new Order(shop, product, Integer.parseInt(quantity));
    }

    private Optional<ShopTenant> shop(@Nullable String id) {
        return settings.tenants().stream().filter(shop -> shop.id().equals(id)).findFirst();
    }

    private static JsonObject jsonFields(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException e) {
            throw bad("Send a JSON object with shop, sku and quantity.");
        }
    }

    private static JsonObject formFields(Buffer body) {
        var fields = new JsonObject();
        try {
            new QueryStringDecoder(body.toString(), StandardCharsets.UTF_8, false)
                    .parameters()
                    .forEach((name, values) -> fields.put(name, first(values)));
            return fields;
        } catch (IllegalArgumentException e) {
            throw bad("The form is malformed.");
        }
    }

    private static @Nullable String first(List<String> values) {
        return values.isEmpty() ? null : values.get(0);
    }

    private static ProblemException bad(String message) {
        return Problem.badValue(message).toException();
    }

    private static Future<Void> html(RoutingContext ctx, int status, String page) {
        return guarded(ctx.response())
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html;charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(page);
    }

    private static HttpServerResponse guarded(HttpServerResponse response) {
        // The way back from Klarna carries a token in the address, hence no referrer.
        return response.putHeader("Content-Security-Policy", CSP)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer");
    }
}
