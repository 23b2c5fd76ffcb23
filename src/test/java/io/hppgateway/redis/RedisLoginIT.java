package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.sandbox.redis.SentinelTrio;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.RedisUser;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        return new RedisSettings(Secret.of(url), Duration.ofSeconds(10), Duration.ofSeconds(10), "hpp");
    }

    private static int incr(RedisLink link, String key) throws Exception {
        return link.run(INCR, List.of(key), List.of()).await(30, SECONDS).toInteger();
    }

    private static boolean works(RedisLink link) {
        return works(link, "n");
    }

    private static boolean works(RedisLink link, String key) {
        try {
            return incr(link, key) > 0;
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
    void aUserWithFewRightsFollowsAFailover() throws Exception {
        try (var trio = SentinelTrio.start(directory)) {
            trio.servers().forEach(server -> make(server, RedisUser.ofServers()));
            trio.sentinels().forEach(sentinel -> make(sentinel, RedisUser.ofSentinels()));
            var url = RedisUser.sentinelLogin(RedisUser.login(trio.url()));
            // One that waits for a replica, too.
            var settings = new RedisSettings(
                    RedisUrl.parse(Secret.of(url)),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    "hpp",
                    Optional.empty(),
                    1);
            var link = RedisLink.of(vertx, settings);
            var subscribed = new AtomicInteger();
            var channel =
                    RedisChannel.open(vertx, settings(url), "hpp:channel:c", heard -> {}, subscribed::incrementAndGet);
            assertThat(link.runConfirmed(INCR, List.of("hpp:n"), Args.of())
                            .await(30, SECONDS)
                            .toInteger())
                    .isEqualTo(1);
            await().atMost(SOON).until(() -> subscribed.get() == 1);

            RedisServer old = trio.master();
            trio.switchMaster();
            await().atMost(SOON).until(() -> trio.master() != old && works(link, "hpp:n"));
            await().atMost(SOON).until(() -> subscribed.get() >= 2);

            assertThat(trio.servers()).allSatisfy(RedisLoginIT::refusedNothing);
            assertThat(trio.sentinels()).allSatisfy(RedisLoginIT::refusedNothing);
            channel.close().await(20, SECONDS);
            link.close().await(20, SECONDS);
        }
    }

    private static void make(RedisServer server, List<String> user) {
        server.ask(user.toArray(String[]::new));
    }

    private static void refusedNothing(RedisServer server) {
        assertThat(server.ask("ACL", "LOG")).isEqualTo(List.of());
    }

    @Test
    void aUserWithFewRightsIsServedByAWholeCluster() throws Exception {
        try (var cluster = RedisCluster.start(directory, false)) {
            cluster.servers().forEach(server -> make(server, RedisUser.ofServers()));
            var url = RedisUser.login(cluster.url());
            var link = link(url);
            var names = new Namespace("hpp");
            for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
                assertThat(incr(link, names.bucket(bucket) + "n")).isEqualTo(1);
            }
            var told = link.askMasters(key ->
                            Request.cmd(Command.EVAL).arg("return 1").arg(1).arg(key))
                    .await(20, SECONDS);
            assertThat(told)
                    .hasSize(3)
                    .allSatisfy(one -> assertThat(one.answer().succeeded()).isTrue());

            int slot = cluster.slotOf(names.bucket(7));
            RedisServer from = cluster.servers().get(cluster.holder(slot));
            RedisServer to = cluster.servers().get((cluster.holder(slot) + 1) % 3);
            cluster.beginMove(slot, from, to);
            while (cluster.moveKeys(slot, 10, from, to) > 0) {
                // more
            }
            // The old holder sends it on.
            assertThat(link.send(Request.cmd(Command.GET).arg(names.bucket(7) + "n"))
                            .await(20, SECONDS))
                    .hasToString("1");
            cluster.endMove(slot, from, to);
            assertThat(incr(link, names.bucket(7) + "n")).isEqualTo(2);

            assertThat(cluster.servers()).allSatisfy(RedisLoginIT::refusedNothing);
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
