package io.hppgateway.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One event loop's share of a port; on stop it finishes the requests under way before it closes. */
final class HttpVerticle extends VerticleBase {
    private final HttpServerOptions options;
    private final Handler<HttpServerRequest> handler;
    private final Duration drain;
    private final PortLimits limits;
    private final PortCounts counts;
    private final AtomicInteger actualPort;
    private volatile boolean parting;
    private volatile @Nullable HttpServer server;

    HttpVerticle(
            HttpServerOptions options,
            Handler<HttpServerRequest> handler,
            Duration drain,
            PortLimits limits,
            PortCounts counts,
            AtomicInteger actualPort) {
        this.options = options;
        this.handler = handler;
        this.drain = drain;
        this.limits = limits;
        this.counts = counts;
        this.actualPort = actualPort;
    }

    @Override
    public Future<?> start() {
        var created = vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .invalidRequestHandler(new Malformed())
                .connectionHandler(new ConnectionGuard(options, limits, counts));
        server = created;
        return created.listen().onSuccess(up -> actualPort.set(up.actualPort()));
    }

    private void handle(HttpServerRequest request) {
        if (parting) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            // Ends with the answer (HTTP/2: says GOAWAY, ends with all that are open); the drain bounds one that never
            // comes.
            request.connection().shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
        }
        handler.handle(request);
    }

    /** See {@link HttpPort#part}. */
    void part() {
        parting = true;
    }

    Future<Void> renew(ServerSSLOptions tls) {
        var open = server;
        return open == null
                ? Future.failedFuture("the port is not open")
                : open.updateSSLOptions(tls).mapEmpty();
    }

    @Override
    public Future<?> stop() {
        // Cut only after the drain: shutdown() stops accepting and waits for open requests.
        var open = server;
        return open == null ? Future.succeededFuture() : open.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }
}
