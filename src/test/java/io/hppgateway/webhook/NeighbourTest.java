package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a healthy endpoint feels of a dead and of a slow one beside it: nothing. */
final class NeighbourTest {
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourTest.class);
    private static final int EVENTS = 300;

    /** Far more than an event takes on a busy machine: who waits for a neighbour is seen, and who is slow is not blamed. */
    private static final Duration SLOW = Duration.ofSeconds(30);

    private Vertx vertx;
    private RelayKit relay;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        relay = RelayKit.start(vertx);
        var shop = Receiver.start(vertx, (request, n) -> {
            arrived.put(request.getHeader("webhook-id"), System.nanoTime());
            request.response().end();
        });
        relay.endpoint("shop", shop.url());
    }

    @AfterEach
    void stop() {
        relay.close();
        await(vertx.close());
    }

    @Test
    void aHealthyEndpointIsAsFastBesideADeadAndASlowOne() {
        run("warm", "shop");
        Duration alone = run("alone", "shop");
        hang("dead", 0);
        hang("slow", SLOW.toMillis());
        Duration beside = run("beside", "shop", "dead", "slow");
        LOG.info(
                "p99 of a healthy endpoint: {} ms alone, {} ms beside a dead and a slow one",
                alone.toMillis(),
                beside.toMillis());
        assertThat(beside).isLessThan(SLOW.dividedBy(2));
    }

    private void hang(String id, long answerAfter) {
        var receiver = Receiver.start(vertx, (request, n) -> {
            if (answerAfter > 0) {
                vertx.setTimer(answerAfter, late -> request.response().end());
            }
        });
        relay.endpoint(
                id,
                receiver.url(),
                t -> new Target(t.url(), t.secrets(), t.headers(), Duration.ofMinutes(1), false, t.schedule()));
    }

    /** The 99th percentile of the time from the accept call to the arrival at the healthy one. */
    private Duration run(String name, String... endpoints) {
        sent.clear();
        arrived.clear();
        for (int i = 0; i < EVENTS; i++) {
            long start = System.nanoTime();
            sent.put(relay.accept(name + i, name + i, "WAITING", 1, endpoints).eventId(), start);
        }
        await().until(() -> arrived.size() == EVENTS);
        long[] latencies = sent.entrySet().stream()
                .mapToLong(entry -> arrived.get(entry.getKey()) - entry.getValue())
                .toArray();
        Arrays.sort(latencies);
        return Duration.ofNanos(latencies[EVENTS * 99 / 100]);
    }
}
