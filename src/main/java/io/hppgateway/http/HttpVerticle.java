package io.hppgateway.http;

import io.netty.handler.codec.http.HttpMessage;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One event loop's share of a port; on stop it finishes the requests under way before it closes. */
final class HttpVerticle extends VerticleBase {
    // Vert.x' name for it.
    private static final String DECODER = "httpDecoder";

    private final HttpServerOptions options;
    private final Handler<HttpServerRequest> handler;
    private final Duration drain;
    private final AtomicInteger actualPort;
    private volatile boolean parting;
    private volatile @Nullable HttpServer server;

    HttpVerticle(
            HttpServerOptions options, Handler<HttpServerRequest> handler, Duration drain, AtomicInteger actualPort) {
        this.options = options;
        this.handler = handler;
        this.drain = drain;
        this.actualPort = actualPort;
    }

    @Override
    public Future<?> start() {
        var created = vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .invalidRequestHandler(new Malformed())
                .connectionHandler(this::readStrictly);
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

    private void readStrictly(HttpConnection connection) {
        if (connection instanceof HttpServerConnection http1) {
            var pipeline = http1.channelHandlerContext().pipeline();
            if (pipeline.get(DECODER) != null) {
                pipeline.replace(DECODER, DECODER, new StrictDecoder(options));
            }
        }
    }

    /**
     * Refuses a request with both a Content-Length and a Transfer-Encoding. Netty believes the latter and goes on; whoever
     * stands before us and believes the former would let a second request through unseen (RFC 9112, section 6.1).
     */
    private static final class StrictDecoder extends VertxHttpRequestDecoder {
        StrictDecoder(HttpServerOptions options) {
            super(options);
        }

        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
        }
    }

    @Override
    public Future<?> stop() {
        // Cut only after the drain: shutdown() stops accepting and waits for open requests.
        var open = server;
        return open == null ? Future.succeededFuture() : open.shutdown(drain.toMillis(), TimeUnit.MILLISECONDS);
    }
}
