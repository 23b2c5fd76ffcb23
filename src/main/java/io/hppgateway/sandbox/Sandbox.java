package io.hppgateway.sandbox;

import io.hppgateway.http.HttpPort;
import io.hppgateway.sandbox.callback.Callbacks;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;

/**
 * A stand-in for Klarna on one port: the API, the hosted page, the callbacks, and a script API to steer it with. Keeps
 * all state in memory, on one event loop.
 */
public final class Sandbox {
    // Requests that a fault keeps hanging would hold a stop for as long as it waits.
    private static final Duration DRAIN = Duration.ofMillis(200);

    private final HttpPort http;
    private final String baseUrl;
    private final Callbacks callbacks;

    private Sandbox(HttpPort http, String baseUrl, Callbacks callbacks) {
        this.http = http;
        this.baseUrl = baseUrl;
        this.callbacks = callbacks;
    }

    /**
     * Starts a sandbox.
     *
     * @return fails with {@link io.hppgateway.http.PortTakenException} when another program has the port
     */
    public static Future<Sandbox> open(Vertx vertx, SandboxSettings settings) {
        var wiring = new Wiring(vertx, settings);
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setAcceptBacklog(1_024)
                // Merchants put tokens into URLs, and a gateway adds headers of its own.
                .setMaxInitialLineLength(16_384)
                .setMaxHeaderSize(32_768);
        return HttpPort.open(vertx, options, 1, wiring::router, DRAIN)
                .map(port -> new Sandbox(port, wiring.opened(port.port()), wiring.callbacks()));
    }

    public int port() {
        return http.port();
    }

    /** Such as {@code http://localhost:8080}, without a slash at the end. */
    public String baseUrl() {
        return baseUrl;
    }

    /** Stops; callbacks that were to be tried again are not. */
    public Future<Void> close() {
        return callbacks.close().eventually(http::close);
    }
}
