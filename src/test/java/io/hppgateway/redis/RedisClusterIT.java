package io.hppgateway.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.secret.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A link to a real cluster: three masters, slots that move, a master that dies. */
final class RedisClusterIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** Like ours: it names the start of its keys, and touches two that it does not name. They must always agree. */
    private static final Script TWINS = Script.of("""
            local a = redis.call('INCR', KEYS[1] .. 'a')
            local b = redis.call('INCR', KEYS[1] .. 'b')
            return { a, b }
            """);

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final Namespace names = new Namespace("hpp");
    private RedisCluster cluster;
    private RedisLink link;

    private void start(boolean replicas) {
        cluster = RedisCluster.start(directory, replicas);
        link = RedisLink.of(vertx, settings());
    }

    private RedisSettings settings() {
        return settings(cluster.url());
    }

    /** Long timeouts, so that a slow machine is not taken for a server that hangs. */
    private static RedisSettings settings(String url) {
        return new RedisSettings(Secret.of(url), Duration.ofSeconds(10), Duration.ofSeconds(10), "hpp");
    }

    @AfterEach
    void stop() throws Exception {
        link.close().await(20, SECONDS);
        vertx.close().await(20, SECONDS);
        cluster.close();
    }

    private Future<Response> twins(int bucket) {
        return link.run(TWINS, List.of(names.bucket(bucket)), List.of());
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.await(30, SECONDS);
    }

    private Future<Response> send(String command, String... args) {
        var request = Request.cmd(Command.create(command));
        List.of(args).forEach(request::arg);
        return link.send(request);
    }

    @Test
    void everyBucketIsServedByTheMasterThatHoldsIt() throws Exception {
        start(false);
        var all = IntStream.range(0, Namespace.BUCKETS).mapToObj(this::twins).toList();
        for (var one : all) {
            assertThat(wait(one).get(0).toInteger()).isEqualTo(1);
        }
        assertThat(wait(send("SET", names.bucket(7) + "plain", "x"))).hasToString("OK");
        assertThat(wait(send("GET", names.bucket(7) + "plain"))).hasToString("x");
        assertThat(cluster.servers())
                .allSatisfy(server -> assertThat((Long) server.ask("DBSIZE")).isGreaterThan(20));
        var told = wait(link.askMasters(
                key -> Request.cmd(Command.EVAL).arg("return KEYS[1]").arg(1).arg(key)));
        assertThat(told)
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.answer().succeeded()).isTrue());
    }

    @Test
    void whatIsPublishedAnywhereIsHeardEverywhere() throws Exception {
        start(false);
        var heard = new CopyOnWriteArrayList<String>();
        var subscribed = new AtomicInteger();
        // Each goes to another server.
        var channels = IntStream.range(0, 3)
                .mapToObj(i -> RedisChannel.open(
                        vertx,
                        settings("redis+cluster://" + cluster.servers().get(i).address()),
                        "c",
                        heard::add,
                        subscribed::incrementAndGet))
                .toList();
        await().atMost(SOON).until(() -> subscribed.get() == 3);
        var publish = Script.of("return redis.call('PUBLISH', 'c', ARGV[1])");
        for (int bucket = 0; bucket < 10; bucket++) {
            wait(link.run(publish, List.of(names.bucket(bucket)), List.of("m" + bucket)));
        }
        wait(RedisChannel.publish(link, "c", "plain"));
        await().atMost(SOON).until(() -> heard.size() == 33);
        for (var channel : channels) {
            wait(channel.close());
        }
    }

    @Test
    void aSlotThatMovesIsNeverServedInHalves() throws Exception {
        start(false);
        int slot = cluster.slotOf(names.bucket(7));
        RedisServer from = cluster.servers().get(cluster.holder(slot));
        RedisServer to = cluster.servers().get((cluster.holder(slot) + 1) % 3);
        for (int i = 0; i < 50; i++) {
            wait(send("SET", names.bucket(7) + "k" + i, "v" + i));
        }
        wait(twins(7));

        cluster.beginMove(slot, from, to);
        // One of the twins is gone by now, the other one still here; or both are somewhere.
        assertThat(cluster.moveKeys(slot, 26, from, to)).isEqualTo(26);
        var held = twins(7);
        for (int i = 0; i < 50; i++) {
            assertThat(wait(send("GET", names.bucket(7) + "k" + i))).hasToString("v" + i);
        }
        assertThat(wait(send("SET", names.bucket(7) + "new", "x"))).hasToString("OK");
        var inTime = held.map(true).otherwise(failure -> {
            assertThat(failure).isInstanceOf(RedisUnavailableException.class).hasMessageContaining("is moving slot");
            return false;
        });
        assertThat(wait(inTime)).isFalse();
        var patient = twins(7);
        while (cluster.moveKeys(slot, 10, from, to) > 0) {
            // more
        }
        cluster.endMove(slot, from, to);

        // It waited for the end of the move, or was told to come again.
        boolean served = wait(patient.map(true).otherwise(false));
        var after = wait(twins(7));
        assertThat(after.get(0).toInteger())
                .isEqualTo(served ? 3 : 2)
                .isEqualTo(after.get(1).toInteger());
        assertThat(wait(send("GET", names.bucket(7) + "new"))).hasToString("x");
        assertThat(cluster.holder(slot)).isEqualTo(cluster.servers().indexOf(to));
    }

    @Test
    void aMasterThatIsCutOffFromTheOthersIsNotBelievedForEver() throws Exception {
        start(false);
        try (var cutOff = new CutOffMaster()) {
            wait(link.close());
            String url = cluster.url().replace("redis+cluster://", "redis+cluster://" + cutOff.address() + ",");
            link = RedisLink.of(
                    vertx, new RedisSettings(Secret.of(url), Duration.ofSeconds(2), Duration.ofSeconds(2), "hpp"));
            await().atMost(SOON).until(() -> wait(twins(7).map(true).otherwise(false)));
        }
    }

    @Test
    void aMasterThatDiesIsReplacedAndTheOthersServeOn() throws Exception {
        start(true);
        for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
            wait(twins(bucket));
        }
        int dead = cluster.holder(cluster.slotOf(names.bucket(7)));
        var theirs = new ArrayList<Integer>();
        var others = new ArrayList<Integer>();
        for (int bucket = 0; bucket < Namespace.BUCKETS; bucket++) {
            (cluster.holder(cluster.slotOf(names.bucket(bucket))) == dead ? theirs : others).add(bucket);
        }
        cluster.servers().get(dead).kill();
        long killed = System.nanoTime();
        await().atMost(SOON).until(() -> {
            for (int bucket : others) {
                wait(twins(bucket)); // fails the test when it fails
            }
            return wait(twins(theirs.get(0)).map(true).otherwise(false));
        });
        System.out.printf("a master of the cluster replaced after %d ms%n", (System.nanoTime() - killed) / 1_000_000);
        for (int bucket : theirs) {
            assertThat(wait(twins(bucket)).get(0).toInteger()).isGreaterThanOrEqualTo(2);
        }
    }
}
