package io.hppgateway.klarna;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemTrustOptions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kept connections to Klarna's hosts: TLS 1.2 or 1.3 with the host's name verified, HTTP/2 where the host offers it. */
final class KlarnaConnections {
    private static final Logger LOG = LoggerFactory.getLogger(KlarnaConnections.class);
    private static final int IDLE_SECONDS = 30;
    // Older ones are forbidden (RFC 8996).
    private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
    // Streams of one HTTP/2 connection. A broken connection takes all of its calls with it, and one is one event
    // loop's.
    private static final int STREAMS = 64;
    // What a stream may send before it is read (RFC 9113, section 6.5.2: the default).
    private static final int STREAM_WINDOW = 65_535;

    private final VertxInternal vertx;
    private final HttpClientOptions options;
    private final KlarnaSettings settings;
    // A pool that event loops share gives a request any connection, mostly another loop's: each call would go over to
    // that
    // loop and come back.
    private final Map<EventLoop, Clients> clients = new ConcurrentHashMap<>();
    // What each host was found to speak; as many as accounts name. A pool for HTTP/2 gives few connections to one
    // without it,
    // so those hosts have another.
    private final Map<String, Future<HttpVersion>> spoken = new ConcurrentHashMap<>();

    private record Clients(HttpClient http1, HttpClient http2) {
        Future<Void> close() {
            return Future.join(http1.close(), http2.close()).mapEmpty();
        }
    }

    KlarnaConnections(Vertx vertx, KlarnaSettings settings) {
        this.vertx = (VertxInternal) vertx;
        this.settings = settings;
        options = new HttpClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setHttp2KeepAliveTimeout(IDLE_SECONDS);
        options.setVerifyHost(true).setEnabledSecureTransportProtocols(PROTOCOLS);
        settings.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
    }

    private Clients clients() {
        return clients.computeIfAbsent(vertx.getOrCreateContext().nettyEventLoop(), loop -> open());
    }

    private Clients open() {
        // Copies, because a client writes its own ALPN list into the options it is given.
        return new Clients(build(new HttpClientOptions(options)), build(multiplexed(new HttpClientOptions(options))));
    }

    private HttpClientOptions multiplexed(HttpClientOptions options) {
        int streams = Math.min(settings.connections(), STREAMS);
        return options.setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2MultiplexingLimit(streams)
                // Each stream may fill its window unread: with less, a caller that reads slowly would hold up the
                // answers of all
                // others on the connection.
                .setHttp2ConnectionWindowSize((streams + 1) * STREAM_WINDOW);
    }

    /** Calls under way to a host are as many with HTTP/2 as without: connections times streams. */
    private PoolOptions pool() {
        return new PoolOptions()
                .setHttp1MaxSize(settings.connections())
                .setHttp2MaxSize(Math.max(1, settings.connections() / STREAMS))
                .setMaxWaitQueueSize(settings.waiting());
    }

    private HttpClient build(HttpClientOptions options) {
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool())
                // The calls on it are told as well; without this each reset is an error in the log.
                .withConnectHandler(connection -> connection.exceptionHandler(
                        broken -> LOG.debug("a connection to Klarna broke: {}", broken.getMessage())))
                .build();
    }

    /** A request on a connection of its host; waits for one. */
    Future<HttpClientRequest> request(RequestOptions options) {
        if (!settings.http2() || !Boolean.TRUE.equals(options.isSsl())) {
            return clients().http1.request(options);
        }
        String host = options.getHost() + ":" + options.getPort();
        Promise<HttpVersion> first = Promise.promise();
        var known = spoken.putIfAbsent(host, first.future());
        return known == null
                ? ask(options, host)
                        .onSuccess(made -> first.complete(made.version()))
                        .onFailure(first::fail)
                : known.transform(version -> version.succeeded() && version.result() != HttpVersion.HTTP_2
                        ? clients().http1.request(options)
                        : ask(options, host));
    }

    /** The host may change its mind; a failure is asked about again. */
    private Future<HttpClientRequest> ask(RequestOptions options, String host) {
        return clients()
                .http2
                .request(options)
                .onSuccess(made -> spoken.put(host, Future.succeededFuture(made.version())))
                .onFailure(failure -> spoken.remove(host));
    }

    Future<Void> close() {
        return Future.join(clients.values().stream().map(Clients::close).toList())
                .mapEmpty();
    }
}
