package io.hppgateway.sandbox;

import io.hppgateway.http.Problems;
import io.hppgateway.sandbox.api.ApiAuth;
import io.hppgateway.sandbox.api.Calls;
import io.hppgateway.sandbox.api.KlarnaApi;
import io.hppgateway.sandbox.api.RateLimit;
import io.hppgateway.sandbox.callback.CallbackLog;
import io.hppgateway.sandbox.callback.Callbacks;
import io.hppgateway.sandbox.fault.Faults;
import io.hppgateway.sandbox.hosted.DistributionApi;
import io.hppgateway.sandbox.hosted.HppApi;
import io.hppgateway.sandbox.hosted.Outbox;
import io.hppgateway.sandbox.order.CaptureApi;
import io.hppgateway.sandbox.order.OrderApi;
import io.hppgateway.sandbox.page.PageApi;
import io.hppgateway.sandbox.payment.CheckoutApi;
import io.hppgateway.sandbox.payment.CustomerTokenApi;
import io.hppgateway.sandbox.payment.PaymentsApi;
import io.hppgateway.sandbox.script.ScriptApi;
import io.hppgateway.sandbox.script.SessionsApi;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.Moves;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where every part of the sandbox is made and joined. */
final class Wiring {
    private final Vertx vertx;
    private final SandboxSettings settings;
    private final Clock clock = Clock.systemUTC();
    private final Ledger ledger = new Ledger(clock);
    private final Faults faults = new Faults();
    private final Calls calls = new Calls(clock);
    private final RateLimit limit = new RateLimit(clock);
    private final CallbackLog log = new CallbackLog(clock);
    private final Outbox outbox = new Outbox(clock);
    private final Callbacks callbacks;
    private final Moves moves;
    // The port, and so the URL, is known once it is open; written by one thread and read by another.
    private volatile String baseUrl = "";

    Wiring(Vertx vertx, SandboxSettings settings) {
        this.vertx = vertx;
        this.settings = settings;
        this.callbacks = new Callbacks(vertx, faults, log, settings.callbackTimeout(), settings.callbackRetryDelay());
        this.moves = new Moves(ledger, callbacks);
    }

    Callbacks callbacks() {
        return callbacks;
    }

    /** The base URL, from now on the one in every link. */
    String opened(int port) {
        // 0.0.0.0 is an address to listen on, not one a browser can be sent to.
        var host = settings.host().equals("0.0.0.0") ? "localhost" : settings.host();
        baseUrl = "http://" + host + ":" + port;
        return baseUrl;
    }

    Router router() {
        var router = Router.router(vertx);
        router.route().failureHandler(new Problems(failure -> Optional.empty()));
        new KlarnaApi(vertx, new ApiAuth(merchants()), calls, limit, faults).mount(router);
        new PaymentsApi(ledger, this::baseUrl).mount(router);
        new CheckoutApi(ledger, this::baseUrl).mount(router);
        new CustomerTokenApi(ledger, this::baseUrl).mount(router);
        new OrderApi(ledger).mount(router);
        new CaptureApi(ledger, this::baseUrl).mount(router);
        new HppApi(ledger, moves, this::baseUrl).mount(router);
        new DistributionApi(ledger, outbox, this::baseUrl).mount(router);
        new PageApi(ledger, moves, this::baseUrl).mount(router);
        new SessionsApi(ledger, moves, this::baseUrl).mount(router);
        new ScriptApi(faults, calls, limit, log, outbox).mount(router);
        return router;
    }

    private String baseUrl() {
        return baseUrl;
    }

    private Map<String, String> merchants() {
        return settings.merchants().stream()
                .collect(Collectors.toMap(SandboxMerchant::credentials, SandboxMerchant::id));
    }
}
