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
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    private final Destinations destinations;

    WebhookSender(Vertx vertx, WebhookSettings settings) {
        this.vertx = vertx;
        this.destinations = new Destinations(vertx, settings.guard());
        var pool = new PoolOptions()
                .setHttp1MaxSize(settings.connectionsPerHost())
                .setHttp2MaxSize(1)
                .setMaxWaitQueueSize(settings.waitingPerHost());
        var options = new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpKeepAlive(true)
                .setDecompressionSupported(false);
        // Two clients, because HTTP/2 without TLS would begin with an upgrade that receivers do not expect. The copy
        // comes
        // first: making a client writes its own ALPN list into the options it is given.
        var secure =
                new HttpClientOptions(options).setSsl(true).setUseAlpn(true).setProtocolVersion(HttpVersion.HTTP_2);
        settings.trustedCertificates()
                .ifPresent(file -> secure.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        this.plain = build(vertx, options, pool);
        this.tls = build(vertx, secure, pool);
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

    /**
     * Never fails. The timeout covers everything from the resolving of the name to the end of the answer.
     *
     * @param attempt number of the attempt, from 1
     */
    Future<Reply> send(URI url, WebhookMessage message, Duration timeout, int attempt) {
        boolean secure = "https".equalsIgnoreCase(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        RequestOptions request = request(url, port).setHeaders(message.headers());
        Promise<Reply> reply = Promise.promise();
        var exchange = new Exchange(vertx, reply, timeout);
        destinations.aim(request, url, port, attempt).onSuccess(refusal -> {
            if (refusal.isPresent()) {
                exchange.refuse(refusal.get());
            } else {
                (secure ? tls : plain)
                        .request(request)
                        .onSuccess(made -> exchange.send(made, message.body()))
                        .onFailure(exchange::fail);
            }
        });
        return reply.future();
    }

    private static RequestOptions request(URI url, int port) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost())
                .setPort(port)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
                .setFollowRedirects(false);
    }

    void close() {
        tls.close();
        plain.close();
    }
}
