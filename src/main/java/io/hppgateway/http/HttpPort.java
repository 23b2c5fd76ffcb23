package io.hppgateway.http;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** An open port, served by one verticle per event loop. */
public final class HttpPort {
    // Vert.x gives all servers that ask for the same negative port the same random one: the event loops of one port
    // must share it, and two ports must not.
    private static final AtomicInteger RANDOM_PORTS = new AtomicInteger();

    private final Vertx vertx;
    private final String deployment;
    private final int port;
    private final List<HttpVerticle> verticles;

    private HttpPort(Vertx vertx, String deployment, int port, List<HttpVerticle> verticles) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
        this.verticles = verticles;
    }

    /**
     * Opens a port with the usual limits, counted nowhere.
     *
     * @see #open(Vertx, HttpServerOptions, int, Supplier, Duration, PortLimits, PortCounts)
     */
    public static Future<HttpPort> open(
            Vertx vertx,
            HttpServerOptions options,
            int instances,
            Supplier<Handler<HttpServerRequest>> handler,
            Duration drain) {
        return open(vertx, options, instances, handler, drain, PortLimits.usual(), new PortCounts());
    }

    /**
     * Opens a port on several event loops.
     *
     * @param options host, port (0: any free one) and the limits of the connections
     * @param instances event loops that accept connections
     * @param handler makes the handler of one event loop
     * @param drain how long a stop waits for requests under way
     * @param counts of its connections
     * @return fails with {@link PortTakenException} when the port cannot be had
     */
    public static Future<HttpPort> open(
            Vertx vertx,
            HttpServerOptions options,
            int instances,
            Supplier<Handler<HttpServerRequest>> handler,
            Duration drain,
            PortLimits limits,
            PortCounts counts) {
        var actual = new AtomicInteger();
        var shared = new HttpServerOptions(options)
                // Proxies let an upgrade to clear-text HTTP/2 through, and then no longer see the requests in it. The
                // strict decoder relies on it too: with it, a connection is known only after its first request's head.
                .setHttp2ClearTextEnabled(false)
                // Whoever reads a body says so, see Bodies: a caller that is refused need not send it.
                .setHandle100ContinueAutomatically(false)
                // No path of ours speaks WebSocket; its handlers would look at every request.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPort(options.getPort() == 0 ? RANDOM_PORTS.decrementAndGet() : options.getPort());
        var verticles = new CopyOnWriteArrayList<HttpVerticle>();
        Supplier<Deployable> next = () -> {
            var verticle = new HttpVerticle(shared, handler.get(), drain, limits, counts, actual);
            verticles.add(verticle);
            return verticle;
        };
        return vertx.deployVerticle(next, new DeploymentOptions().setInstances(instances))
                .map(id -> new HttpPort(vertx, id, actual.get(), verticles))
                .recover(failure -> Future.failedFuture(
                        failure instanceof IOException ? new PortTakenException(options, failure) : failure));
    }

    /** The port that is open, also when 0 was asked for. */
    public int port() {
        return port;
    }

    /**
     * From now on each answer is the last on its connection ({@code Connection: close}), so that callers go elsewhere for the
     * next one before this port closes. It still accepts, for those who have not heard.
     */
    public void part() {
        verticles.forEach(HttpVerticle::part);
    }

    /** Shows another certificate to whoever connects from now on; for a port that was opened with TLS. */
    public Future<Void> renew(ServerSSLOptions tls) {
        // The event loops share one listening server, and so what it shows.
        return verticles.get(0).renew(tls);
    }

    /** Stops accepting, finishes what is under way, closes. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
