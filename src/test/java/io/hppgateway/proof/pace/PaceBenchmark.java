package io.hppgateway.proof.pace;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.proof.Estate;
import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Latencies;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Report;
import io.hppgateway.proof.Shop;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A first look, not a verdict: one gateway, one Redis, one endpoint whose receiver answers at once, all on this machine with
 * the driver. Klarna calls over HTTP, as many at a time as there are callers.
 */
final class PaceBenchmark {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Vertx vertx = Vertx.vertx();
    private final LocalRedis redis = TestRedis.own();
    private final AtomicInteger received = new AtomicInteger();
    private Pod pod;

    @AfterEach
    void close() {
        pod.close();
        await(vertx.close());
        redis.close();
    }

    @Test
    void callbacksAndDeliveriesASecond(@TempDir Path directory) throws Exception {
        var sink = await(vertx.createHttpServer()
                .requestHandler(request -> {
                    received.incrementAndGet();
                    request.response().end();
                })
                .listen(0, "127.0.0.1"));
        var hook = new Shop.Hook("sink", "http://127.0.0.1:" + sink.actualPort() + "/", SECRET, 256, "5s");
        var shop = new Shop("pace", List.of(hook), Optional.empty());
        var klarna = KlarnaPeer.start(vertx);
        pod = Estate.write(directory, List.of(shop), klarna.url(), redis.url(), Map.of())
                .measuredPod("pod");
        pod.start();
        await().atMost(Duration.ofSeconds(30)).until(pod::isReady);
        var calls = new GatewayCalls(vertx, klarna);
        run(calls, shop, 16, 20_000);
        for (int callers : List.of(1, 16, 64)) {
            Report.print("PACE callers=" + callers + " " + run(calls, shop, callers, callers == 1 ? 3000 : 30_000));
        }
    }

    private String run(GatewayCalls calls, Shop shop, int callers, int events) {
        var sessions = new ArrayList<String>();
        for (int i = 0; i < callers; i++) {
            sessions.add(await(calls.create(pod, shop)).session().orElseThrow());
        }
        Queue<Long> acks = new ConcurrentLinkedQueue<>();
        int before = received.get();
        long start = System.nanoTime();
        var done = Future.join(sessions.stream()
                .map(session -> caller(calls, session, events / callers, acks))
                .toList());
        await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(5)).until(done::isComplete);
        double taken = (System.nanoTime() - start) / 1e9;
        assertThat(done.succeeded()).isTrue();
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> received.get() - before >= acks.size());
        double delivered = (System.nanoTime() - start) / 1e9;
        return String.format(
                Locale.ROOT,
                "accepted/s=%.0f delivered/s=%.0f ack: %s",
                acks.size() / taken,
                acks.size() / delivered,
                Latencies.of(acks));
    }

    /** One call after the other. */
    private Future<Void> caller(GatewayCalls calls, String session, int times, Queue<Long> acks) {
        Promise<Void> done = Promise.promise();
        vertx.runOnContext(go -> next(calls, session, times, acks, done));
        return done.future();
    }

    private void next(GatewayCalls calls, String session, int left, Queue<Long> acks, Promise<Void> done) {
        if (left == 0) {
            done.complete();
            return;
        }
        long start = System.nanoTime();
        String event = session + "#" + left;
        calls.tell(pod, GatewayCalls.state(session, "IN_PROGRESS", event)).onComplete(answer -> {
            if (answer.result().status() == 200) {
                acks.add(System.nanoTime() - start);
                next(calls, session, left - 1, acks, done);
            } else {
                done.fail("callback answered " + answer.result().status());
            }
        });
    }
}
