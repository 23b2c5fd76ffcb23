package io.hppgateway.redis;

import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.RedisUrl;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/** Opens connections to given servers, logged in and ready. Each has a client of its own, so that closing that ends it. */
final class RedisDialer {
    private final Vertx vertx;
    private final RedisSettings settings;

    /** An open connection and whom it is to. */
    record Dialled(RedisNode node, Redis client, RedisConnection connection) {
        void close() {
            client.close();
        }
    }

    RedisDialer(Vertx vertx, RedisSettings settings) {
        this.vertx = new GatheringVertx((VertxInternal) vertx);
        this.settings = settings;
    }

    /** To a server of the data. */
    Future<Dialled> server(RedisNode node) {
        var url = settings.url();
        var options = options();
        if (url.kind() == RedisUrl.Kind.SERVER) {
            // Its own URL: it may say more than we read.
            return dial(node, options.setConnectionString(url.text().reveal()));
        }
        return dial(node, login(options, url.login()).setConnectionString(address(node)));
    }

    /** To a Sentinel. */
    Future<Dialled> sentinel(RedisNode node) {
        var login = settings.url().sentinelLogin();
        return dial(node, login(options(), login).setConnectionString(address(node)));
    }

    private String address(RedisNode node) {
        return (settings.url().tls() ? "rediss://" : "redis://") + node;
    }

    private static RedisOptions login(RedisOptions options, RedisUrl.Login login) {
        var password = login.password();
        return options.setUser(login.user()).setPassword(password == null ? null : password.reveal());
    }

    private Future<Dialled> dial(RedisNode node, RedisOptions options) {
        var client = Redis.createClient(vertx, options);
        long patience =
                settings.connectTimeout().plus(settings.commandTimeout()).toMillis();
        return client.connect()
                // The handshake has no limit of its own: a stopped Redis accepts and never answers.
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onFailure(failure -> client.close())
                .recover(failure -> Future.failedFuture(told(node, failure)))
                .map(connection -> new Dialled(node, client, connection));
    }

    /** Of a handshake that failed the reason, such as a certificate for another name, is the cause only. */
    private static Throwable told(RedisNode node, Throwable failure) {
        var cause = failure.getCause();
        return failure instanceof SSLException && cause != null
                ? new RedisUnavailableException("no TLS with " + node + ": " + cause.getMessage(), failure)
                : failure;
    }

    private RedisOptions options() {
        var tcp = new NetClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        if (settings.url().tls()) {
            tcp.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            settings.trustedCertificates()
                    .ifPresent(file -> tcp.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        }
        return new RedisOptions()
                .setNetClientOptions(tcp)
                .setMaxWaitingHandlers(RedisWire.LIMIT)
                // The pool has nothing to clean.
                .setMaxPoolSize(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1);
    }
}
