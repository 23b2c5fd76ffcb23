package io.hppgateway.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts webhooks: kept connections, HTTP/2 where TLS offers it, no redirects. Every reply, also none, is a value. Belongs to
 * one event loop.
 */
final class WebhookSender {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);

    private final Vertx vertx;
    private final HttpClient tls;
    private final HttpClient plain;

    WebhookSender(Vertx vertx, WebhookSettings settings) {
        this.vertx = vertx;
        var pool = new PoolOptions()
                .setHttp1MaxSize(settings.connectionsPerHost())
                .setHttp2MaxSize(1)
                .setMaxWaitQueueSize(settings.waitingPerHost());
        var options = new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setDecompressionSupported(false);
        // Two clients, because HTTP/2 without TLS would begin with an upgrade that receivers do not expect.
        this.plain = build(vertx, options, pool);
        this.tls = build(
                vertx,
                new HttpClientOptions(options).setSsl(true).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2),
                pool);
    }

    private static HttpClient build(Vertx vertx, HttpClientOptions options, PoolOptions pool) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                // The attempt on it, if there is one, is told as well; without this each reset is an error in the log.
                .withConnectHandler(connection -> connection.exceptionHandler(
                        broken -> LOG.debug("a receiver's connection broke: {}", broken.getMessage())))
                .build();
    }

    /** Never fails. The timeout covers everything from the wait for a connection to the end of the answer. */
    Future<Reply> send(URI url, WebhookMessage message, Duration timeout) {
        boolean secure = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setFollowRedirects(false)
                .setHeaders(message.headers());
        Promise<Reply> reply = Promise.promise();
        var exchange = new Exchange(vertx, reply, timeout);
        (secure ? tls : plain)
                .request(options)
                .onSuccess(request -> exchange.send(request, message.body()))
                .onFailure(exchange::fail);
        return reply.future();
    }

    void close() {
        tls.close();
        plain.close();
    }
}
