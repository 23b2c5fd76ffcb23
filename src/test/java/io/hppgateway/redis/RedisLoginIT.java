package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.sandbox.redis.SentinelTrio;
import io.hppgateway.secret.Secret;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers and Sentinels that ask for a password, as those of a production do, also when they change places. */
final class RedisLoginIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Script INCR = Script.of("return redis.call('INCR', KEYS[1])");
    private static final String PASSWORD = "data-Xk29vQ";
    private static final String SENTINELS = "watch-7Tm4Zr";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(20, SECONDS);
    }

    private RedisLink link(String url) {
        return RedisLink.of(vertx, settings(url));
    }

    private static RedisSettings settings(String url) {
        return new RedisSettings(Secret.of(url), Duration.ofSeconds(2), Duration.ofSeconds(2), "hpp");
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

    @Test
    void sentinelsAndServersHaveLoginsOfTheirOwn() throws Exception {
        try (var trio = SentinelTrio.start(directory, PASSWORD, SENTINELS)) {
            var link = link(trio.url());
            var subscribed = new AtomicInteger();
            var channel = RedisChannel.open(vertx, settings(trio.url()), "c", heard -> {}, subscribed::incrementAndGet);
            assertThat(incr(link, "n")).isEqualTo(1);
            await().atMost(SOON).until(() -> subscribed.get() == 1);

            RedisServer dead = trio.master();
            dead.kill();
            await().atMost(SOON).until(() -> trio.master() != dead && works(link));
            await().atMost(SOON).until(() -> subscribed.get() == 2);

            channel.close().await(20, SECONDS);
            link.close().await(20, SECONDS);
        }
    }

    @Test
    void aWrongPasswordIsSaidAndNotShown() {
        try (var trio = SentinelTrio.start(directory, PASSWORD, SENTINELS)) {
            var wrongServer = link(trio.url().replace(PASSWORD, "guess-1"));
            assertThatThrownBy(() -> ping(wrongServer))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("guess-1");
            var wrongSentinel = link(trio.url().replace(SENTINELS, "guess-2"));
            assertThatThrownBy(() -> ping(wrongSentinel))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("guess-2");
            var none = link(trio.url().replaceAll("[?].*", ""));
            assertThatThrownBy(() -> ping(none))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("NOAUTH");
            wrongServer.close();
            wrongSentinel.close();
            none.close();
        }
    }

    private static void ping(RedisLink link) throws Exception {
        link.send(Request.cmd(Command.PING)).await(30, SECONDS);
    }

    @Test
    void everyServerOfAClusterIsLoggedInTo() throws Exception {
        try (var cluster = RedisCluster.start(directory, false, PASSWORD)) {
            var link = link(cluster.url());
            var names = new Namespace("hpp");
            var heard = new CopyOnWriteArrayList<String>();
            var subscribed = new AtomicInteger();
            var channel =
                    RedisChannel.open(vertx, settings(cluster.url()), "c", heard::add, subscribed::incrementAndGet);
            await().atMost(SOON).until(() -> subscribed.get() == 1);
            for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
                assertThat(incr(link, names.bucket(bucket) + "n")).isEqualTo(1);
            }
            assertThat(cluster.servers())
                    .allSatisfy(
                            server -> assertThat((Long) server.ask("DBSIZE")).isPositive());
            RedisChannel.publish(link, "c", "news").await(20, SECONDS);
            await().atMost(SOON).until(() -> heard.equals(List.of("news")));

            var wrong = link(cluster.url().replace(PASSWORD, "guess-3"));
            assertThatThrownBy(() -> incr(wrong, names.bucket(1) + "n"))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("guess-3");
            wrong.close();
            channel.close().await(20, SECONDS);
            link.close().await(20, SECONDS);
        }
    }
}
