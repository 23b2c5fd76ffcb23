package io.hppgateway.sandbox.shop;

import io.hppgateway.http.HttpPort;
import io.hppgateway.http.Problems;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Two small shops behind one port, each a tenant of the gateway; everything they know is in memory. */
public final class DemoShop {
    private final HttpPort port;
    private final String baseUrl;
    private final OrderStreams streams;
    private final KlarnaCheckout klarna;

    private DemoShop(HttpPort port, String baseUrl, OrderStreams streams, KlarnaCheckout klarna) {
        this.port = port;
        this.baseUrl = baseUrl;
        this.streams = streams;
        this.klarna = klarna;
    }

    /** Opens the shop; fails with {@link io.hppgateway.http.PortTakenException} when its port is in use. */
    public static Future<DemoShop> open(Vertx vertx, ShopSettings settings) {
        // The pages come from the class path, which is blocking I/O.
        return vertx.executeBlocking(Pages::load).compose(pages -> open(vertx, settings, pages));
    }

    private static Future<DemoShop> open(Vertx vertx, ShopSettings settings, Pages pages) {
        var orders = new Orders();
        var inbox = new Inbox(settings.tenants(), Clock.systemUTC());
        var streams = new OrderStreams(vertx);
        var klarna = new KlarnaCheckout(vertx, settings);
        var router = Router.router(vertx);
        new OrderApi(settings, pages, orders, klarna, inbox, streams).mount(router);
        new WebhookApi(vertx, inbox, orders::accept).mount(router);
        router.route().failureHandler(new Problems(failure -> Optional.empty()));
        // One event loop: the orders and the inbox are plain collections.
        return HttpPort.open(vertx, serverOptions(settings), 1, () -> router, Duration.ofSeconds(2))
                .map(port -> new DemoShop(port, settings.baseUrl(port.port()), streams, klarna))
                .onFailure(failure -> klarna.close());
    }

    private static HttpServerOptions serverOptions(ShopSettings settings) {
        // Above the heartbeat of a live order page (15 s), so that only a dead connection idles out.
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    /** The port that is open, also when 0 was asked for. */
    public int port() {
        return port.port();
    }

    /** What to open in a browser, without a trailing slash. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Ends the live order pages, finishes what is under way, closes. */
    public Future<Void> close() {
        return streams.end().eventually(port::close).onComplete(closed -> klarna.close());
    }
}
