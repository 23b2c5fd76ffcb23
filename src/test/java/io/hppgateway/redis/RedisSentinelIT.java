package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.sandbox.redis.SentinelTrio;
import io.hppgateway.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link that Sentinels lead to the master, whichever that is. */
final class RedisSentinelIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Script INCR = Script.of("return redis.call('INCR', KEYS[1])");

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private SentinelTrio trio;
    private RedisLink link;

    @BeforeEach
    void start() {
        trio = SentinelTrio.start(directory);
        link = link(trio.url(), 0);
    }

    private RedisLink link(String url, int replicas) {
        return RedisLink.of(vertx, settings(url, replicas));
    }

    /** Long timeouts, so that a slow machine is not taken for a server that hangs. */
    private static RedisSettings settings(String url, int replicas) {
        return new RedisSettings(
                RedisUrl.parse(Secret.of(url)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                "hpp",
                Optional.empty(),
                replicas);
    }

    @AfterEach
    void stop() throws Exception {
        link.close().await(20, SECONDS);
        vertx.close().await(20, SECONDS);
        trio.close();
    }

    private Future<Response> incr() {
        return link.send(Request.cmd(Command.INCR).arg("n"));
    }

    private boolean works() throws Exception {
        return incr().map(true).otherwise(false).await(30, SECONDS);
    }

    @Test
    void aMasterThatDiesIsReplacedAndTheReplacementIsFound() throws Exception {
        var subscribed = new AtomicInteger();
        var channel = RedisChannel.open(vertx, settings(trio.url(), 0), "c", heard -> {}, subscribed::incrementAndGet);
        await().atMost(SOON).until(() -> subscribed.get() == 1);
        incr().await(30, SECONDS);
        RedisServer dead = trio.master();
        dead.kill();
        long killed = System.nanoTime();
        assertThatThrownBy(() -> incr().await(30, SECONDS)).isInstanceOf(RedisUnavailableException.class);
        await().atMost(SOON).until(this::works);
        System.out.printf("the Sentinels' new master found after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        await().atMost(SOON).until(() -> subscribed.get() == 2);
        assertThat(trio.master()).isNotSameAs(dead);
        channel.close().await(20, SECONDS);
    }

    @Test
    void aMasterThatIsWellIsLeftWhenAnotherOneIsMade() throws Exception {
        incr().await(30, SECONDS);
        RedisServer old = trio.master();
        trio.switchMaster();
        await().atMost(SOON).until(() -> trio.master() != old && works());
        // The old one follows by now, and has what was written to the new one.
        await().atMost(SOON)
                .until(() -> old.ask("GET", "n").equals(trio.master().ask("GET", "n")));
    }

    @Test
    void aDeadSentinelIsPassedOver() throws Exception {
        trio.sentinels().get(0).kill();
        assertThat(incr().await(30, SECONDS).toInteger()).isEqualTo(1);
    }

    @Test
    void aSentinelThatIsWrongIsPassedOver() throws Exception {
        try (var stray = trio.stray(directory, closedPort())) {
            startWithFirst(stray);
            await().atMost(SOON).until(this::works);
        }
    }

    @Test
    void aConnectionThatWorksIsNotDroppedForWhatAWrongSentinelSays() throws Exception {
        try (var stray = trio.stray(directory, closedPort())) {
            startWithFirst(stray);
            // In this thread: another one has a connection of its own.
            await().pollInSameThread().atMost(SOON).until(this::works);
            // It is the only one left, and asked anew when the subscription at it begins again.
            trio.sentinels().forEach(RedisServer::kill);
            stray.ask("CLIENT", "KILL", "TYPE", "pubsub");
            await().atMost(SOON)
                    .until(() -> stray.ask("CLIENT", "LIST", "TYPE", "pubsub")
                            .toString()
                            .contains(" sub=1 "));
            await().pollInSameThread()
                    .during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(this::works);
        }
    }

    private int closedPort() {
        try (var closed = RedisServer.start(directory)) {
            return closed.port();
        }
    }

    private void startWithFirst(RedisServer sentinel) throws Exception {
        link.close().await(20, SECONDS);
        link = link(trio.url().replace("redis+sentinel://", "redis+sentinel://" + sentinel.address() + ","), 0);
    }

    @Test
    void anUnknownMasterIsNamed() {
        var lost = link(trio.url().replace("mymaster", "nobody"), 0);
        assertThatThrownBy(() -> lost.send(Request.cmd(Command.PING)).await(30, SECONDS))
                .hasMessageContaining("know no master named nobody");
        lost.close();
    }

    @Test
    void whatIsConfirmedIsWithTheReplicas() throws Exception {
        var sure = link(trio.url(), 2);
        for (int i = 1; i <= 20; i++) {
            assertThat(sure.runConfirmed(INCR, List.of("n"), new Args())
                            .await(30, SECONDS)
                            .toInteger())
                    .isEqualTo(i);
        }
        var replicas = trio.servers().stream()
                .filter(server -> server != trio.master())
                .toList();
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(replica.ask("GET", "n")).isEqualTo("20"));

        replicas.get(0).kill();
        assertThatThrownBy(
                        () -> sure.runConfirmed(INCR, List.of("n"), new Args()).await(30, SECONDS))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("not 2 replicas, but 1");
        // Others do not wait.
        assertThat(sure.run(INCR, List.of("n"), new Args()).await(30, SECONDS).toInteger())
                .isEqualTo(22);
        sure.close().await(20, SECONDS);
    }
}
