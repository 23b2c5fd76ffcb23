package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.delivery.DeliveryAudit;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.Subscription;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two ledgers: what was accepted, and what the receivers saw. In between Redis is killed twice, pods die without a word, a
 * third of the bus messages is lost, and receivers fail, hang, reset and drip. The verdict is the difference of the ledgers.
 */
final class CrashTest {
    private static final Logger LOG = LoggerFactory.getLogger(CrashTest.class);
    private static final int EVENTS = 600;
    private static final int BURST = 30;
    private static final List<String> ENDPOINTS = List.of("a", "b", "c");
    private static final Duration LEASE = Duration.ofMillis(1500);

    private final Vertx vertx = Vertx.vertx();
    private final LocalRedis redis = TestRedis.own();
    private final RedisSettings settings = TestRedis.settings(redis);
    private final Map<String, Receiver> receivers = new HashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final List<Pod> pods = new ArrayList<>();
    private long seed;

    @AfterEach
    void close() {
        pods.forEach(Pod::die);
        await(vertx.close());
        redis.close();
    }

    @Test
    void nothingAcceptedIsMissingWhateverDies() {
        ENDPOINTS.forEach(id -> receivers.put(id, Receiver.start(vertx, CrashTest::misbehave)));
        pods.add(newPod());
        pods.add(newPod());
        for (int first = 0; first < EVENTS; first += BURST) {
            burst(first);
        }
        var link = RedisLink.of(vertx, settings);
        var audit = new DeliveryAudit(link, new Namespace(settings.prefix()));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> await(audit.of("acme")).owed() == 0);
        var sums = await(audit.of("acme"));
        await(link.close());
        assertThat(sums.holds()).as(sums.toString()).isTrue();
        assertThat(sums.dead() + sums.expired()).isZero();
        ENDPOINTS.forEach(this::compare);
    }

    /** Many at once, and the disturbance comes while they are under way. */
    private void burst(int first) {
        var underWay = IntStream.range(first, first + BURST)
                .mapToObj(i -> accept(i, pods.get(i % pods.size())))
                .toList();
        disturb(first / BURST);
        for (int i = 0; i < BURST; i++) {
            int event = first + i;
            if (!answered(underWay.get(i))) {
                // As Klarna does: calls again when it got no answer.
                await().pollInterval(Duration.ofMillis(20)).until(() -> answered(accept(event, pods.get(0))));
            }
        }
    }

    /** Without an answer in time, as from a pod that is dead, Klarna gives up too. */
    private static boolean answered(CompletableFuture<Acceptance> acceptance) {
        return acceptance
                        .completeOnTimeout(null, 3, SECONDS)
                        .exceptionally(lost -> null)
                        .join()
                != null;
    }

    private void disturb(int burst) {
        if (burst == 6 || burst == 14) {
            redis.kill();
            redis.restart();
        }
        if (burst % 5 == 3) {
            pods.remove(0).die();
            pods.add(newPod());
        }
    }

    private Pod newPod() {
        return Pod.start(settings, this::target, seed++);
    }

    private Optional<Target> target(Grant grant) {
        var tries = new RetrySchedule(new ArrayList<>(Collections.nCopies(60, Duration.ofMillis(10))));
        var url = receivers.get(grant.endpoint().id()).url();
        return Optional.of(new Target(url, List.of(RelayKit.SECRET), Map.of(), Duration.ofMillis(200), false, tries));
    }

    private CompletableFuture<Acceptance> accept(int i, Pod pod) {
        var arrival = Arrivals.of("acme", "s" + i % 60, "k" + i, "WAITING", i);
        var to = ENDPOINTS.stream()
                .map(id -> new Subscription(new EndpointRef("acme", id), 16, LEASE))
                .toList();
        // Not a future of the pod's own: those fall silent when it dies.
        var answer = new CompletableFuture<Acceptance>();
        pod.journal()
                .accept(arrival, to)
                .onFailure(answer::completeExceptionally)
                .onSuccess(acceptance -> {
                    accepted.add(acceptance.eventId());
                    pod.bus().publish(acceptance.grants());
                    answer.complete(acceptance);
                });
        return answer;
    }

    private static void misbehave(HttpServerRequest request, int n) {
        switch (n % 20) {
            case 3, 11 -> Receiver.status(request, 500);
            case 7 -> request.connection().close();
            case 13 -> request.response().setChunked(true).setStatusCode(503).write("drip");
            case 17 -> {} // hangs
            default -> request.response().end();
        }
    }

    private void compare(String endpoint) {
        var hooks = receivers.get(endpoint).hooks();
        var seen = new HashSet<String>();
        var order = new HashMap<String, Long>();
        for (var hook : hooks) {
            String session =
                    hook.json().getJsonObject("data").getJsonObject("session").getString("session_id");
            if (seen.add(hook.header("webhook-id"))) {
                Long before = order.put(session, hook.sequence());
                assertThat(before == null ? 0 : before)
                        .as("order in " + session)
                        .isLessThan(hook.sequence());
            }
        }
        assertThat(seen).as("missing at " + endpoint).containsAll(accepted);
        LOG.info("{}: {} requests for {} events", endpoint, hooks.size(), seen.size());
    }
}
