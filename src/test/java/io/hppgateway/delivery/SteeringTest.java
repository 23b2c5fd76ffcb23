package io.hppgateway.delivery;

import static io.hppgateway.journal.Arrivals.subscribed;
import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.history.AttemptEntry;
import io.hppgateway.history.AttemptLog;
import io.hppgateway.history.Delivery;
import io.hppgateway.history.DeliveryLog;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.journal.Settlement;
import io.hppgateway.journal.Subscription;
import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SteeringTest {
    private static final EndpointRef A = new EndpointRef("acme", "a");
    private static final Subscription TO_A = new Subscription(A, 16, Duration.ofSeconds(60));
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(5), "HTTP 500", Buffer.buffer("no"), false);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Endpoints endpoints = new Endpoints(kit.link(), kit.names());
    private final Feed feed = new Feed(kit.link(), kit.names());
    private final Replays replays = new Replays(kit.link(), kit.names(), feed);
    private final DeliveryLog log = new DeliveryLog(kit.link(), kit.names(), TestJournal.box());
    private final AttemptLog attempts = new AttemptLog(kit.link(), kit.names(), TestJournal.box());
    private final DeliveryAudit audit = new DeliveryAudit(kit.link(), kit.names());

    @AfterEach
    void close() {
        assertThat(await(audit.of("acme")).holds()).isTrue();
        kit.close();
        await(vertx.close());
    }

    @Test
    void aPausedEndpointIsOwedEverythingAndGetsItWhenResumed() {
        assertThat(await(endpoints.pause(A, "maintenance"))).isTrue();
        assertThat(await(endpoints.pause(A, "again"))).isFalse();
        assertThat(accept("s1")).isEmpty();
        assertThat(sweep()).isEmpty();
        var state = await(endpoints.state(A));
        assertThat(state.paused()).contains("maintenance");
        assertThat(state.sessions()).isEqualTo(1);
        var held = await(log.waiting("acme", Optional.of("a"), "held", List.of("", "", "", "", ""), 10));
        assertThat(held.deliveries()).extracting(Delivery::sessionId).containsExactly("s1");
        await(endpoints.resume(A));
        assertThat(sweep()).hasSize(1);
    }

    @Test
    void resumingBringsForwardWhatWaitsForItsRetry() {
        var grant = accept("s1").get(0);
        settle(grant, DeliveryOutcome.retry(FAILED, Duration.ofHours(24)));
        assertThat(sweep()).isEmpty();
        await(endpoints.resume(A));
        assertThat(sweep()).extracting(Grant::attempt).containsExactly(2);
    }

    @Test
    void longFailingPauses() {
        try (var other = pausing()) {
            var turns = new ArrayList<Settlement.Turn>();
            for (int i = 0; i < 3; i++) {
                var arrival = Arrivals.of("acme", "s" + i, "k" + i, "WAITING", 1);
                var grant = await(other.journal().accept(arrival, subscribed("acme", "a")))
                        .grants()
                        .get(0);
                turns.add(await(other.journal().settle(grant, DeliveryOutcome.retry(FAILED, Duration.ZERO), 0))
                        .turn());
            }
            assertThat(turns).containsExactly(Settlement.Turn.NONE, Settlement.Turn.NONE, Settlement.Turn.PAUSED);
            var state = await(new Endpoints(other.link(), other.names()).state(A));
            assertThat(state.paused()).contains("failing");
            assertThat(state.failures()).isEqualTo(3);
        }
    }

    /** A journal that pauses an endpoint at its third failure. */
    private TestJournal pausing() {
        var quick = new JournalSettings(
                Duration.ofDays(1),
                Duration.ofDays(1),
                99,
                99,
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ZERO,
                3);
        return TestJournal.open(vertx, quick);
    }

    @Test
    void theOriginOfSessionsOwnUrlsIsNeverPausedAsNobodyCouldResumeIt() {
        try (var other = pausing()) {
            for (int i = 0; i < 4; i++) {
                var arrival = Arrivals.of("acme", "s" + i, "k" + i, "WAITING", 1);
                var granted = await(other.journal().accept(arrival, subscribed("acme", "su_1")))
                        .grants();
                assertThat(granted).as("after %s failures", i).hasSize(1);
                await(other.journal().settle(granted.get(0), DeliveryOutcome.retry(FAILED, Duration.ofHours(1)), 0));
            }
            var sweep = await(other.journal().sweep(Namespace.bucketOf("acme"), 0));
            assertThat(sweep.alerts()).isEmpty();
        }
    }

    @Test
    void aPauseThatAReplayBroughtIsToldWithWhatTheReceiverSaid() {
        deliver("s1");
        var id = deliver("s2");
        await(replays.events(TO_A, List.of(id), new ReplayOrder(false, false)));
        var answer = new Attempt(410, Duration.ofMillis(5), "HTTP 410", Buffer.buffer(), false);
        settle(sweep().get(0), new DeliveryOutcome.Retry(answer, Duration.ZERO, Duration.ZERO, Optional.of("gone")));
        var alerts = await(kit.journal().sweep(Namespace.bucketOf("acme"), 0)).alerts();
        assertThat(alerts).hasSize(1);
        assertThat(alerts.get(0).status()).isEqualTo(410);
        assertThat(alerts.get(0).error()).isEqualTo("HTTP 410");
    }

    @Test
    void longFailingIsNotedOnceAtEachMark() {
        String health = kit.names().of("acme") + "ep:acme/a:health";
        var noted = new ArrayList<Duration>();
        for (int hours : new int[] {0, 2, 2, 30, 100, 100}) {
            var grant = accept("s" + hours + "-" + noted.size()).get(0);
            long since = System.currentTimeMillis() - Duration.ofHours(hours).toMillis();
            kit.redis("HSET", health, "failing_since", Long.toString(since), "fails", "1", "window_fail", "0");
            await(kit.journal().settle(grant, DeliveryOutcome.retry(FAILED, Duration.ofHours(1)), 0));
            noted.clear();
            await(kit.journal().sweep(Namespace.bucketOf("acme"), 0)).alerts().forEach(alert -> {
                assertThat(alert.endpoint()).isEqualTo(TO_A.endpoint());
                assertThat(alert.status()).isEqualTo(FAILED.status());
                assertThat(alert.error()).isEqualTo(FAILED.error());
                noted.add(alert.threshold());
            });
        }
        assertThat(noted).containsExactlyInAnyOrder(Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(72));
    }

    @Test
    void replaysGoInTheirOwnLaneAndDoNotDelayWhatIsNew() {
        var ids = IntStream.range(0, 30).mapToObj(i -> deliver("s" + i)).toList();
        var replayed = await(replays.events(TO_A, ids, new ReplayOrder(false, false)));
        assertThat(replayed).isEqualTo(new Replayed(30, 30));
        assertThat(accept("new")).hasSize(1).allMatch(grant -> !grant.replay());
        var first = sweep();
        assertThat(first).isNotEmpty().hasSizeLessThanOrEqualTo(4).allMatch(Grant::replay);
        assertThat(first.get(0).webhookId()).isEqualTo(ids.get(0));
        settle(first.get(0), DeliveryOutcome.delivered(OK));
    }

    @Test
    void anEndpointIsOwedWhatIsReplayed() {
        var grant = accept("s1").get(0);
        settle(grant, DeliveryOutcome.delivered(OK));
        await(replays.events(TO_A, List.of(grant.event().id()), new ReplayOrder(false, false)));
        assertThat(await(endpoints.state(A)).sessions()).isEqualTo(1);
        assertThat(await(endpoints.state(A)).underWay()).isZero();
        settle(sweep().get(0), DeliveryOutcome.retry(FAILED, Duration.ofHours(1)));
        assertThat(await(endpoints.state(A)).sessions()).isEqualTo(1);
    }

    @Test
    void replaysArePacedAtTwentyASecond() {
        var ids = IntStream.range(0, 20).mapToObj(i -> deliver("s" + i)).toList();
        await(replays.events(TO_A, ids, new ReplayOrder(false, false)));
        long start = System.nanoTime();
        var sent = new ArrayList<Grant>();
        await().pollInterval(Duration.ofMillis(10)).until(() -> {
            for (Grant grant : sweep()) {
                sent.add(grant);
                settle(grant, DeliveryOutcome.delivered(OK));
            }
            return sent.size() == 20;
        });
        // A burst of 5 and then one every 50 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(700), Duration.ofSeconds(20));
    }

    @Test
    void replaysThatFailStopNothingThatIsNew() {
        var ids = IntStream.range(0, 6).mapToObj(i -> deliver("s" + i)).toList();
        await(replays.events(TO_A, ids, new ReplayOrder(false, false)));
        var hint = new DeliveryOutcome.Retry(FAILED, Duration.ofHours(1), Duration.ofHours(1), Optional.empty());
        var failed = new ArrayList<Grant>();
        await().until(() -> {
            for (Grant grant : sweep()) {
                failed.add(grant);
                settle(grant, hint);
            }
            return failed.size() == 6;
        });
        assertThat(failed).allMatch(Grant::replay);
        assertThat(accept("new")).hasSize(1);
    }

    @Test
    void replaysTakeOnlyThePermitsThatAreFreeAndKeepToTheRate() {
        var slow = new Subscription(A, 1, Duration.ofSeconds(60), 2);
        var arrival = Arrivals.of("acme", "s1", "", "WAITING", 1);
        var first = await(kit.journal().accept(arrival, List.of(slow))).grants().get(0);
        settle(first, DeliveryOutcome.delivered(OK));
        var busy = await(kit.journal().accept(Arrivals.of("acme", "s2", "", "WAITING", 1), List.of(slow)))
                .grants()
                .get(0);
        await(replays.events(slow, List.of(first.event().id()), new ReplayOrder(false, false)));
        assertThat(sweep()).as("its one permit is taken").isEmpty();

        settle(busy, DeliveryOutcome.delivered(OK));

        var replayed = new ArrayList<Grant>();
        await().until(() -> {
            replayed.addAll(sweep());
            return !replayed.isEmpty();
        });
        assertThat(replayed).hasSize(1).allMatch(Grant::replay);
        String pace = kit.redis("GET", kit.names().of("acme") + "ep:acme/a!replay:pace")
                .toString();
        // Two a second: what was sent has paid for half a second.
        assertThat(Double.parseDouble(pace)).isGreaterThan(System.currentTimeMillis() - 30_000.0);
        assertThat(kit.redis("PTTL", kit.names().of("acme") + "ep:acme/a!replay:pace")
                        .toLong())
                .isGreaterThan(60_000);
    }

    @Test
    void aRetryThatIsAskedForKeepsTheOrderOfAnEndpointThatIsFirstInFirstOut() {
        var fifo = List.of(new Subscription(A, 1, Duration.ofSeconds(60)));
        var first = await(kit.journal().accept(Arrivals.of("acme", "s1", "", "WAITING", 1), fifo))
                .grants()
                .get(0);
        await(kit.journal().accept(Arrivals.of("acme", "s2", "", "WAITING", 1), fifo));
        settle(first, DeliveryOutcome.retry(FAILED, Duration.ofMillis(50)));

        var waiting = await(log.waiting("acme", Optional.of("a"), "failed", List.of("", "", "", "", ""), 10));
        assertThat(await(log.retryNow("acme", waiting.deliveries().get(0)))).isTrue();

        var next = new ArrayList<Grant>();
        await().until(() -> {
            next.addAll(sweep());
            return !next.isEmpty();
        });
        assertThat(next).extracting(grant -> grant.event().sessionId()).containsExactly("s1");
    }

    @Test
    void theFirstOfAnEndpointThatIsFirstInFirstOutIsTriedNowWhenAskedFor() {
        settle(acceptInOrder("s1", "s2").get(0), DeliveryOutcome.retry(FAILED, Duration.ofHours(1)));
        assertThat(waiting("s1").next().orElseThrow()).isAfter(Instant.now().plusSeconds(1800));
        assertThat(sweep()).isEmpty();

        await(log.retryNow("acme", waiting("s2")));
        assertThat(sweep()).as("what waits behind it does not bring it forward").isEmpty();

        assertThat(await(log.retryNow("acme", waiting("s1")))).isTrue();
        assertThat(waiting("s1").next().orElseThrow()).isBefore(Instant.now().plusSeconds(1800));
        var next = sweep();
        assertThat(next).extracting(grant -> grant.event().sessionId()).containsExactly("s1");
        assertThat(next).extracting(Grant::attempt).containsExactly(2);
        settle(next.get(0), DeliveryOutcome.delivered(OK));
        assertThat(sweep()).extracting(grant -> grant.event().sessionId()).containsExactly("s2");
    }

    @Test
    void whatAReceiverAskedForGoesBeforeARetryThatIsAskedFor() {
        var hint = new DeliveryOutcome.Retry(FAILED, Duration.ofHours(1), Duration.ofHours(1), Optional.empty());
        settle(acceptInOrder("s1").get(0), hint);
        await(log.retryNow("acme", waiting("s1")));
        assertThat(sweep()).isEmpty();
        assertThat(waiting("s1").next().orElseThrow()).isAfter(Instant.now().plusSeconds(1800));
        assertThat(await(endpoints.state(A)).heldUntil()).isPresent();
    }

    @Test
    void resumingEndsTheWaitOfAnEndpointThatIsFirstInFirstOut() {
        settle(acceptInOrder("s1", "s2").get(0), DeliveryOutcome.retry(FAILED, Duration.ofHours(1)));
        assertThat(await(endpoints.state(A)).heldUntil())
                .as("the receiver asked for nothing")
                .isEmpty();
        await(endpoints.resume(A));
        assertThat(sweep()).extracting(grant -> grant.event().sessionId()).containsExactly("s1");
    }

    @Test
    void whatWaitsInOrderGoesOutOnceTheEndpointHasMorePermits() {
        settle(acceptInOrder("s1", "s2").get(0), DeliveryOutcome.retry(FAILED, Duration.ofHours(12)));
        assertThat(sweep()).isEmpty();
        var grants = new ArrayList<>(accept("s3"));
        grants.addAll(sweep());
        assertThat(grants).extracting(grant -> grant.event().sessionId()).containsExactlyInAnyOrder("s2", "s3");
        assertThat(waiting("s1").next().orElseThrow())
                .as("its own time stays")
                .isAfter(Instant.now().plus(Duration.ofHours(6)));
        assertThat(accept("s4")).hasSize(1);
    }

    private List<Grant> acceptInOrder(String... sessions) {
        var fifo = List.of(new Subscription(A, 1, Duration.ofSeconds(60)));
        var grants = new ArrayList<Grant>();
        for (String session : sessions) {
            grants.addAll(await(kit.journal().accept(Arrivals.of("acme", session, "", "WAITING", 1), fifo))
                    .grants());
        }
        return grants;
    }

    private Delivery waiting(String session) {
        return await(log.waiting("acme", Optional.of("a"), "pending", List.of("", "", "", "", ""), 10))
                .deliveries()
                .stream()
                .filter(delivery -> delivery.sessionId().equals(session))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theBooksOfADayThatAReplayOpensEndAsThoseOfAnyOther() {
        var nobody = Arrivals.of("acme", "s1", "", "WAITING", 1);
        String event = await(kit.journal().accept(nobody, List.of())).eventId();
        await(replays.events(TO_A, List.of(event), new ReplayOrder(false, false)));
        var days = kit.redis("KEYS", kit.names().of("acme") + "day:*");
        assertThat(days.size()).isEqualTo(1);
        assertThat(kit.redis("PTTL", days.get(0).toString()).toLong()).isPositive();
    }

    @Test
    void aReplayUnderANewIdKeepsTheEvent() {
        String id = deliver("s1");
        await(replays.events(TO_A, List.of(id), new ReplayOrder(true, false)));
        var grant = sweep().get(0);
        assertThat(grant.webhookId()).startsWith(id + "~");
        assertThat(grant.event().id()).isEqualTo(id);
        assertThat(grant.event().content()).isNotNull();
        settle(grant, DeliveryOutcome.delivered(OK));
    }

    @Test
    void aReplayAskedForTwiceIsSentOnceAndADryRunNever() {
        String id = deliver("s1");
        var same = new ReplayOrder(false, false);
        assertThat(await(replays.events(TO_A, List.of(id), new ReplayOrder(false, true))))
                .isEqualTo(new Replayed(1, 0));
        assertThat(await(replays.events(TO_A, List.of(id, "evt_gone"), same))).isEqualTo(new Replayed(1, 1));
        assertThat(await(replays.events(TO_A, List.of(id), same))).isEqualTo(new Replayed(1, 0));
        assertThat(sweep()).hasSize(1);
    }

    @Test
    void aRangeIsReplayedWhole() {
        var before = Instant.now().minusSeconds(5);
        IntStream.range(0, 450).forEach(i -> deliver("s" + i));
        var dry = new ReplayOrder(false, true);
        assertThat(await(replays.range(TO_A, before, Instant.now().plusSeconds(5), dry))
                        .found())
                .isEqualTo(450);
        assertThat(await(replays.range(TO_A, before.minusSeconds(9), before, dry))
                        .found())
                .isZero();
    }

    @Test
    void whatWasGivenUpIsListedAndCanBeSentAgain() {
        var grant = accept("s1").get(0);
        settle(grant, DeliveryOutcome.dead(FAILED));
        String event = grant.event().id();
        assertThat(dead()).containsExactly(event);
        await(replays.events(TO_A, List.of(event), new ReplayOrder(false, false)));
        assertThat(dead()).isEmpty();
        settle(sweep().get(0), DeliveryOutcome.delivered(OK));
        assertThat(kit.stats("acme")).containsEntry("dead", 1L).containsEntry("delivered", 1L);
    }

    @Test
    void aRemovedEndpointIsForgottenAndItsQueueCountsAsExpired() {
        accept("s1");
        accept("s1");
        accept("s2");
        await(endpoints.remove(A));
        assertThat(await(endpoints.all("acme"))).isEmpty();
        assertThat(kit.stats("acme")).containsEntry("expired", 3L).containsEntry("live", 0L);
        assertThat(kit.redis("KEYS", kit.names().of("acme") + "ep:*").size()).isZero();
    }

    @Test
    void theOriginOfASessionsOwnUrlIsForgottenADayAfterItsLastSuccess() {
        var origin = new Subscription(new EndpointRef("acme", "su_1"), 16, Duration.ofSeconds(60));
        var owing = new Subscription(new EndpointRef("acme", "su_2"), 16, Duration.ofSeconds(60));
        var grants = await(
                        kit.journal().accept(Arrivals.of("acme", "s1", "", "WAITING", 1), List.of(origin, owing, TO_A)))
                .grants();
        settle(grants.get(0), DeliveryOutcome.delivered(OK));
        settle(grants.get(2), DeliveryOutcome.delivered(OK));
        await(audit.of("acme"));
        assertThat(await(endpoints.all("acme"))).hasSize(3);
        String dayAgo =
                Long.toString(System.currentTimeMillis() - Duration.ofHours(25).toMillis());
        for (var endpoint : List.of("su_1", "su_2", "a")) {
            kit.redis("HSET", kit.names().of("acme") + "ep:acme/" + endpoint + ":health", "last_success", dayAgo);
        }

        await(audit.of("acme"));

        assertThat(await(endpoints.all("acme"))).containsExactlyInAnyOrder(owing.endpoint(), A);
        assertThat(kit.redis("KEYS", kit.names().of("acme") + "ep:acme/su_1*").size())
                .isZero();
        settle(grants.get(1), DeliveryOutcome.delivered(OK));
    }

    @Test
    void everyAttemptIsKeptWithWhatTheReceiverSaid() {
        var grant = accept("s1").get(0);
        settle(grant, DeliveryOutcome.retry(FAILED, Duration.ZERO));
        settle(sweep().get(0), DeliveryOutcome.delivered(OK));
        var tried = await(attempts.last("acme", 10));
        assertThat(tried).extracting(AttemptEntry::outcome).containsExactly("delivered", "retry");
        assertThat(tried.get(1).response()).isEqualTo("no");
        assertThat(tried.get(1).endpoint()).isEqualTo("a");
        assertThat(await(attempts.last("acme", 1))).containsExactly(tried.get(0));
    }

    @Test
    void anEndpointsRateHoldsAndNothingIsLost() {
        var slow = List.of(new Subscription(A, 16, Duration.ofSeconds(60), 5));
        int atOnce = 0;
        long began = System.nanoTime();
        for (int i = 0; i < 10; i++) {
            var arrival = Arrivals.of("acme", "s" + i, "k" + i, "WAITING", 1);
            atOnce += await(kit.journal().accept(arrival, slow)).grants().size();
        }
        // And five more for each second that passed meanwhile.
        int meanwhile = (int) ((System.nanoTime() - began) / 200_000_000L);
        assertThat(atOnce).isBetween(5, Math.min(10, 8 + meanwhile));
        var later = new ArrayList<Grant>();
        int left = 10 - atOnce;
        await().until(() -> {
            later.addAll(sweep());
            return later.size() == left;
        });
    }

    private List<Grant> accept(String session) {
        return await(kit.journal().accept(Arrivals.of("acme", session, "", "WAITING", 1), List.of(TO_A)))
                .grants();
    }

    /** Accepts an event and delivers it; gives its id. */
    private String deliver(String session) {
        var grant = accept(session).get(0);
        settle(grant, DeliveryOutcome.delivered(OK));
        return grant.event().id();
    }

    private void settle(Grant grant, DeliveryOutcome outcome) {
        await(kit.journal().settle(grant, outcome, 0));
    }

    private List<String> dead() {
        var page = await(log.dead("acme", Optional.of("a"), List.of("", "", ""), 10));
        return page.deliveries().stream().map(one -> one.id().webhookId()).toList();
    }

    private List<Grant> sweep() {
        return await(kit.journal().sweep(Namespace.bucketOf("acme"), 100)).grants();
    }
}
