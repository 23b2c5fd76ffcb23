package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestAuthority;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis behind TLS, with a certificate that only its own authority vouches for. */
final class RedisTlsTest {
    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestAuthority authority = TestAuthority.create();
    private NetServer door;

    @BeforeEach
    void open() throws Exception {
        var certificate = directory.resolve("redis.pem");
        var key = directory.resolve("redis.key");
        authority.issue("localhost").write(certificate, key);
        var redis = URI.create(TestRedis.url());
        NetClient inside = vertx.createNetClient();
        door = vertx.createNetServer(new NetServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .addCertPath(certificate.toString())
                                .addKeyPath(key.toString())))
                .connectHandler(outside -> {
                    outside.pause();
                    inside.connect(redis.getPort(), redis.getHost()).onSuccess(in -> join(outside, in));
                })
                .listen(0)
                .await(20, SECONDS);
    }

    private static void join(NetSocket outside, NetSocket in) {
        outside.pipeTo(in);
        in.pipeTo(outside);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private RedisLink link(String host, Optional<Path> trusted) {
        var url = RedisUrl.parse(Secret.of("rediss://" + host + ":" + door.actualPort()));
        return RedisLink.of(
                vertx, new RedisSettings(url, Duration.ofSeconds(10), Duration.ofSeconds(10), "hpp", trusted, 0));
    }

    private static String ping(RedisLink link) throws Exception {
        return link.send(Request.cmd(Command.PING)).await(30, SECONDS).toString();
    }

    private Optional<Path> ours() {
        return Optional.of(authority.writeTo(directory.resolve("authority.pem")));
    }

    @Test
    void anAuthorityOfOnesOwnIsTrusted() throws Exception {
        assertThat(ping(link("localhost", ours()))).isEqualTo("PONG");
    }

    @Test
    void anAuthorityThatNobodyNamedIsNot() {
        assertThatThrownBy(() -> ping(link("localhost", Optional.empty())))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("no TLS with localhost:" + door.actualPort() + ": ")
                // A newer Java puts the alert's name in front.
                .hasMessageContaining("PKIX path");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        assertThatThrownBy(() -> ping(link("127.0.0.1", ours())))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("names matching IP address 127.0.0.1");
    }
}
