package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.sandbox.redis.NeedsRedisTls;
import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.sandbox.redis.SentinelTrio;
import io.hppgateway.sandbox.redis.ServerTls;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestAuthority;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sentinels and a cluster that speak TLS only, with each other too, and have their certificates from an authority of their own. */
@NeedsRedisTls
final class RedisTlsIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Script INCR = Script.of("return redis.call('INCR', KEYS[1])");

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestAuthority authority = TestAuthority.create();
    private final ServerTls tls = new ServerTls(authority);
    private final Namespace names = new Namespace("hpp");

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private RedisSettings settings(String url) {
        return settings(url, Optional.of(authority.writeTo(directory.resolve("trusted.pem"))));
    }

    private static RedisSettings settings(String url, Optional<Path> trusted) {
        return new RedisSettings(
                RedisUrl.parse(Secret.of(url)), Duration.ofSeconds(2), Duration.ofSeconds(2), "hpp", trusted, 0);
    }

    private static int incr(RedisLink link, String key) throws Exception {
        return link.run(INCR, List.of(key), List.of()).await(30, SECONDS).toInteger();
    }

    private static boolean works(RedisLink link) {
        try {
            return incr(link, "n") > 0;
        } catch (Exception e) {
            return false;
        }
    }

    private void isRefused(RedisSettings settings, String why) throws Exception {
        var link = RedisLink.of(vertx, settings);
        assertThatThrownBy(() -> incr(link, names.bucket(7)))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("no TLS with")
                .hasMessageContaining(why);
        link.close().await(20, SECONDS);
    }

    @Test
    void sentinelsLeadToEachMasterThatShowsItsName() throws Exception {
        try (var trio = SentinelTrio.start(directory, tls)) {
            var link = RedisLink.of(vertx, settings(trio.url()));
            var heard = new CopyOnWriteArrayList<String>();
            var subscribed = new AtomicInteger();
            var channel = RedisChannel.open(vertx, settings(trio.url()), "c", heard::add, subscribed::incrementAndGet);
            assertThat(incr(link, "n")).isEqualTo(1);
            await().atMost(SOON).until(() -> subscribed.get() == 1);

            RedisServer dead = trio.master();
            dead.kill();
            // In this thread: another one has a connection of its own.
            await().pollInSameThread().atMost(SOON).until(() -> trio.master() != dead && works(link));
            await().atMost(SOON).until(() -> subscribed.get() == 2);
            RedisChannel.publish(link, "c", "news").await(20, SECONDS);
            await().atMost(SOON).until(() -> heard.equals(List.of("news")));

            isRefused(settings(trio.url(), Optional.empty()), "unable to find valid certification path");
            isRefused(settings(trio.url().replace("127.0.0.1", "localhost")), "localhost");
            trio.master().callYourself("elsewhere.example");
            isRefused(settings(trio.url()), "127.0.0.1");

            channel.close().await(20, SECONDS);
            link.close().await(20, SECONDS);
        }
    }

    @Test
    void everyMasterOfAClusterShowsItsName() throws Exception {
        try (var cluster = RedisCluster.start(directory, false, tls)) {
            var link = RedisLink.of(vertx, settings(cluster.url()));
            var heard = new CopyOnWriteArrayList<String>();
            var subscribed = new AtomicInteger();
            var channel =
                    RedisChannel.open(vertx, settings(cluster.url()), "c", heard::add, subscribed::incrementAndGet);
            await().atMost(SOON).until(() -> subscribed.get() == 1);
            for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
                assertThat(incr(link, names.bucket(bucket) + "n")).isEqualTo(1);
            }
            RedisChannel.publish(link, "c", "news").await(20, SECONDS);
            await().atMost(SOON).until(() -> heard.equals(List.of("news")));

            int slot = cluster.slotOf(names.bucket(7));
            RedisServer from = cluster.servers().get(cluster.holder(slot));
            RedisServer to = cluster.servers().get((cluster.holder(slot) + 1) % 3);
            cluster.beginMove(slot, from, to);
            while (cluster.moveKeys(slot, 10, from, to) > 0) {
                // more
            }
            cluster.endMove(slot, from, to);
            // The old holder says where it is now.
            assertThat(incr(link, names.bucket(7) + "n")).isEqualTo(2);

            isRefused(settings(cluster.url(), Optional.empty()), "unable to find valid certification path");
            isRefused(settings(cluster.url().replace("127.0.0.1", "localhost")), "localhost");
            to.callYourself("elsewhere.example");
            isRefused(settings(cluster.url()), "127.0.0.1");

            channel.close().await(20, SECONDS);
            link.close().await(20, SECONDS);
        }
    }
}
