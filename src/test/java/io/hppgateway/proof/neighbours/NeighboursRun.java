package io.hppgateway.proof.neighbours;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.delivery.EndpointState;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.proof.Estate;
import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Latencies;
import io.hppgateway.proof.Pod;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One gateway process, one after the other three quarters under the same load; the endpoints never get a break. */
public final class NeighboursRun implements AutoCloseable {
    private static final int PERMITS = 16;
    private static final int MEASURED_PER_SECOND = 100;
    private static final int OTHERS_PER_SECOND = 50;
    private static final Duration LENGTH = Duration.ofSeconds(8);
    /** Bad endpoints shall hold all they can hold for the whole time: nothing spares them. */
    private static final Map<String, String> MERCILESS = Map.of(
            "HPP_WEBHOOK_BREAK_FAILURES", "1000000",
            "HPP_WEBHOOK_BREAK_SAMPLE", "1000000",
            "HPP_WEBHOOK_SCHEDULE", "0s" + ",1s".repeat(100));

    private final Vertx vertx = Vertx.vertx();
    private final LocalRedis redis = TestRedis.own();
    private final RedisLink link = RedisLink.of(vertx, TestRedis.settings(redis));
    private final Endpoints endpoints = new Endpoints(link, new Namespace("hpp"));
    private final Quarter warm = Quarter.good(vertx, "warm");
    private final Quarter good = Quarter.good(vertx, "good");
    private final Quarter bad = Quarter.bad(vertx, "bad");
    private final Quarter crowded = Quarter.crowded(vertx, "crowded");
    private final Pod pod;
    private final GatewayCalls calls;

    private NeighboursRun(Path directory) throws IOException {
        var klarna = KlarnaPeer.start(vertx);
        calls = new GatewayCalls(vertx, klarna);
        var shops = Stream.of(warm, good, bad, crowded)
                .flatMap(quarter -> quarter.shops().stream())
                .toList();
        pod = Estate.write(directory, shops, klarna.url(), redis.url(), MERCILESS)
                .pod("pod");
    }

    /** Starts everything; the gateway has compiled what it needs when this returns. */
    public static NeighboursRun start(Path directory) throws IOException {
        var run = new NeighboursRun(directory);
        run.pod.start();
        await().atMost(Duration.ofSeconds(30)).until(run.pod::isReady);
        run.measure(run.warm);
        return run;
    }

    /** What one quarter showed. */
    public record Seen(
            Latencies latencies, EndpointState healthy, List<EndpointState> bad, Map<EndpointRef, Long> most) {
        public double p99() {
            return latencies.quantile(0.99);
        }
    }

    public Seen withGoodNeighbours() {
        return measure(good);
    }

    public Seen withBadNeighbours() {
        return measure(bad);
    }

    public Seen withBadNeighboursAtTheSameHost() {
        return measure(crowded);
    }

    private Seen measure(Quarter quarter) {
        var measured = new Pacer(vertx, calls, pod, quarter.measured());
        var others = quarter.others().stream()
                .map(shop -> new Pacer(vertx, calls, pod, shop))
                .toList();
        try (var leases = new LeaseWatch(vertx, endpoints, quarter.bad())) {
            var runs = new ArrayList<Future<Void>>();
            others.forEach(pacer -> runs.add(run(pacer, OTHERS_PER_SECOND)));
            runs.add(run(measured, MEASURED_PER_SECOND));
            await().atMost(Duration.ofSeconds(60)).until(Future.join(runs)::isComplete);
            awaitNothingOwedTo(quarter.healthy());
            var bad = quarter.bad().stream()
                    .map(endpoint -> await(endpoints.state(endpoint)))
                    .toList();
            return new Seen(
                    latencies(measured, quarter.sink()), await(endpoints.state(quarter.healthy())), bad, leases.most());
        }
    }

    private static Future<Void> run(Pacer pacer, int perSecond) {
        return pacer.run(perSecond, (int) (perSecond * LENGTH.toSeconds()));
    }

    private void awaitNothingOwedTo(EndpointRef endpoint) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> await(endpoints.state(endpoint)).sessions() == 0);
    }

    /** From the moment the gateway is told to the receiver; fails when an event was refused, or accepted and never came. */
    private static Latencies latencies(Pacer pacer, Sink sink) {
        assertThat(pacer.refused()).isEmpty();
        assertThat(pacer.accepted().keySet()).allMatch(event -> sink.arrival(event) != null);
        return Latencies.of(pacer.sent().entrySet().stream()
                .map(sent -> sink.arrival(sent.getKey()) - sent.getValue())
                .toList());
    }

    /** That the bad ones were as bad as they can be, had no more than their permits, and the healthy one waits for nothing. */
    public static void assertIsolated(Seen seen) {
        assertThat(seen.healthy().sessions()).isZero();
        assertThat(seen.bad())
                .allMatch(state -> state.sessions() >= PERMITS, "has its permits in use, and more waiting");
        assertThat(seen.most().values()).hasSize(4).allMatch(most -> most == PERMITS);
    }

    @Override
    public void close() {
        pod.close();
        await(link.close());
        await(vertx.close());
        redis.close();
    }
}
