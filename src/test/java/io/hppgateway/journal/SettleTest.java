package io.hppgateway.journal;

import static io.hppgateway.journal.Arrivals.subscribed;
import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SettleTest {
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(5), "HTTP 500", Buffer.buffer("no"), false);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Journal journal = kit.journal();

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void theNextEventOfTheSessionComesWithTheSettlement() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        accept("s1", "k2", "IN_PROGRESS");
        var settled = settle(first, DeliveryOutcome.delivered(OK), 4);
        assertThat(settled.stale()).isFalse();
        var next = settled.grants().get(0);
        assertThat(next.event().sequence()).isEqualTo(2);
        assertThat(next.event().status()).isEqualTo("IN_PROGRESS");
        assertThat(next.event().content().session().toString()).contains("IN_PROGRESS");
        assertThat(settle(next, DeliveryOutcome.delivered(OK), 4).grants()).isEmpty();
        assertThat(kit.stats("acme")).containsEntry("delivered", 2L).containsEntry("live", 0L);
        assertThat(kit.redis("ZCARD", kit.names().of("acme") + "sched").toLong())
                .isZero();
    }

    @Test
    void manyEventsOfOneSessionKeepTheirOrderWhateverBecomesOfThem() {
        var grant = accept("s1", "k1", "WAITING").grants().get(0);
        for (int i = 2; i <= 100; i++) {
            assertThat(accept("s1", "k" + i, "IN_PROGRESS").grants()).isEmpty();
        }
        for (int i = 1; i <= 100; i++) {
            assertThat(grant.event().sequence()).isEqualTo(i);
            if (i % 7 == 0) {
                grant = settle(grant, DeliveryOutcome.retry(FAILED, Duration.ZERO), 4)
                        .grants()
                        .get(0);
                assertThat(grant.event().sequence()).isEqualTo(i);
                assertThat(grant.attempt()).isEqualTo(2);
            }
            var outcome = i % 10 == 0 ? DeliveryOutcome.dead(FAILED) : DeliveryOutcome.delivered(OK);
            var next = settle(grant, outcome, 4).grants();
            assertThat(next).hasSize(i < 100 ? 1 : 0);
            grant = i < 100 ? next.get(0) : grant;
        }
        assertThat(kit.stats("acme"))
                .containsEntry("delivered", 90L)
                .containsEntry("dead", 10L)
                .containsEntry("live", 0L);
        assertThat(kit.redis("EXISTS", kit.names().of("acme") + "ep:acme/a:queue")
                        .toLong())
                .isZero();
    }

    @Test
    void withoutFreeSlotsTheNextWaitsForASweep() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        accept("s1", "k2", "IN_PROGRESS");
        assertThat(settle(first, DeliveryOutcome.delivered(OK), 0).grants()).isEmpty();
        assertThat(sweep().grants()).hasSize(1);
    }

    @Test
    void aFenceHoldsOnce() {
        var grant = accept("s1", "k1", "WAITING").grants().get(0);
        settle(grant, DeliveryOutcome.delivered(OK), 4);
        assertThat(settle(grant, DeliveryOutcome.delivered(OK), 4).stale()).isTrue();
        assertThat(kit.stats("acme")).containsEntry("delivered", 1L).containsEntry("stale", 1L);
    }

    @Test
    void aLateAnswerNeverMatchesALaterLease() {
        var late = await(journal.accept(
                        Arrivals.of("acme", "s1", "k1", "WAITING", 1),
                        subscribed("acme", "a", 16, Duration.ofMillis(1))))
                .grants()
                .get(0);
        var again = sweptOnce();
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.fence()).isGreaterThan(late.fence());
        assertThat(settle(late, DeliveryOutcome.delivered(OK), 4).stale()).isTrue();
        assertThat(settle(again, DeliveryOutcome.delivered(OK), 4).stale()).isFalse();
    }

    @Test
    void aRetryWaitsAndKeepsItsPlace() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        assertThat(settle(first, DeliveryOutcome.retry(FAILED, Duration.ofSeconds(3)), 4)
                        .grants())
                .isEmpty();
        assertThat(accept("s1", "k2", "IN_PROGRESS").grants()).isEmpty();
        assertThat(sweep().grants()).isEmpty();
        var again = sweptOnce();
        assertThat(again.attempt()).isEqualTo(2);
        assertThat(again.event().sequence()).isEqualTo(1);
        var next = settle(again, DeliveryOutcome.delivered(OK), 4).grants().get(0);
        assertThat(next.event().sequence()).isEqualTo(2);
        assertThat(next.attempt()).isEqualTo(1);
    }

    @Test
    void onePermitMakesAnEndpointFirstInFirstOutOverAllSessions() {
        var fifo = subscribed("acme", "fifo", 1, Duration.ofSeconds(60));
        var grants = new ArrayList<Grant>();
        for (String session : List.of("s1", "s1", "s2", "s3", "s1")) {
            var arrival = Arrivals.of("acme", session, "", "WAITING", 1);
            grants.addAll(await(journal.accept(arrival, fifo)).grants());
            // The next one is accepted in a later millisecond, or their order would be nobody's business.
            long now = System.currentTimeMillis();
            await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > now);
        }
        assertThat(grants).hasSize(1);
        settle(grants.get(0), DeliveryOutcome.retry(FAILED, Duration.ofSeconds(3)), 4);
        assertThat(sweep().grants()).as("everybody waits for the retry").isEmpty();
        var order = new ArrayList<String>();
        for (Grant next = sweptOnce(); next != null; ) {
            order.add(next.event().sessionId());
            var following = settle(next, DeliveryOutcome.delivered(OK), 4).grants();
            next = following.isEmpty() ? null : following.get(0);
        }
        assertThat(order).containsExactly("s1", "s1", "s2", "s3", "s1");
    }

    @Test
    void aRetryDoesNotBlockOtherSessions() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        settle(first, DeliveryOutcome.retry(FAILED, Duration.ofMinutes(1)), 4);
        assertThat(accept("s2", "k2", "WAITING").grants()).hasSize(1);
    }

    @Test
    void whatIsGivenUpIsListedAndTheNextGoesOn() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        accept("s1", "k2", "IN_PROGRESS");
        assertThat(settle(first, DeliveryOutcome.dead(FAILED), 4).grants()).hasSize(1);
        assertThat(kit.redis(
                        "ZSCORE",
                        kit.names().of("acme") + "dead:acme/a",
                        first.event().id()))
                .isNotNull();
        assertThat(kit.stats("acme")).containsEntry("dead", 1L).containsEntry("live", 1L);
    }

    @Test
    void whatIsGivenBackIsNotAnAttempt() {
        var first = accept("s1", "k1", "WAITING").grants().get(0);
        settle(first, DeliveryOutcome.released(), 0);
        assertThat(sweptOnce().attempt()).isEqualTo(1);
        assertThat(kit.redis("EXISTS", kit.names().of("acme") + "attempts:acme").toLong())
                .isZero();
    }

    @Test
    void failuresInARowBreakTheEndpointAndOneTrialMendsIt() {
        var quick = new JournalSettings(
                Duration.ofDays(1),
                Duration.ofDays(1),
                3,
                100,
                Duration.ofSeconds(3),
                Duration.ofSeconds(9),
                Duration.ofDays(5),
                20);
        try (var other = TestJournal.open(vertx, quick)) {
            var grants = new ArrayList<Grant>();
            for (int i = 0; i < 5; i++) {
                var arrival = Arrivals.of("acme", "s" + i, "k" + i, "WAITING", 1);
                grants.addAll(await(other.journal().accept(arrival, subscribed("acme", "a")))
                        .grants());
            }
            var now = DeliveryOutcome.retry(FAILED, Duration.ZERO);
            List<Settlement.Turn> turns = grants.stream()
                    .limit(3)
                    .map(grant -> await(other.journal().settle(grant, now, 0)).turn())
                    .toList();
            assertThat(turns).containsExactly(Settlement.Turn.NONE, Settlement.Turn.NONE, Settlement.Turn.OPENED);
            settleWith(other, grants.get(3), DeliveryOutcome.released());
            settleWith(other, grants.get(4), DeliveryOutcome.released());
            int bucket = io.hppgateway.redis.Namespace.bucketOf("acme");
            assertThat(await(other.journal().sweep(bucket, 100)).grants()).isEmpty();
            var trial = new ArrayList<Grant>();
            await().until(() -> {
                trial.addAll(await(other.journal().sweep(bucket, 100)).grants());
                return !trial.isEmpty();
            });
            assertThat(trial).hasSize(1);
            var mended = await(other.journal().settle(trial.get(0), DeliveryOutcome.delivered(OK), 100));
            assertThat(mended.turn()).isEqualTo(Settlement.Turn.CLOSED);
            assertThat(mended.grants()).hasSize(4);
        }
    }

    @Test
    void halfOfTenWithinAMinuteBreaksTheEndpointToo() {
        var turns = new ArrayList<Settlement.Turn>();
        for (int i = 0; i < 10; i++) {
            var grant = accept("s" + i, "k" + i, "WAITING").grants().get(0);
            var outcome =
                    i % 2 == 0 ? DeliveryOutcome.delivered(OK) : DeliveryOutcome.retry(FAILED, Duration.ofHours(1));
            turns.add(settle(grant, outcome, 0).turn());
        }
        assertThat(turns.subList(0, 9)).containsOnly(Settlement.Turn.NONE);
        assertThat(turns.get(9)).isEqualTo(Settlement.Turn.OPENED);
    }

    @Test
    void aSuccessThatWasUnderWayWhenItsEndpointBrokeDoesNotMendIt() {
        var underWay = accept("s0", "k0", "WAITING").grants().get(0);
        for (int i = 1; i <= 5; i++) {
            var grant = accept("s" + i, "k" + i, "WAITING").grants().get(0);
            settle(grant, DeliveryOutcome.retry(FAILED, Duration.ofHours(1)), 0);
        }
        assertThat(kit.field("acme", "ep:acme/a:health", "opened")).isEqualTo("1");

        assertThat(settle(underWay, DeliveryOutcome.delivered(OK), 4).turn()).isEqualTo(Settlement.Turn.NONE);

        assertThat(accept("s9", "k9", "WAITING").grants())
                .as("it is still broken")
                .isEmpty();
        assertThat(kit.field("acme", "ep:acme/a:health", "fails"))
                .as("but has answered one well")
                .isEqualTo("0");
    }

    @Test
    void faultsOfOursAreCountedApartFromTheReceivers() {
        var grant = accept("s1", "k1", "WAITING").grants().get(0);
        var ours = DeliveryOutcome.retry(Attempt.failedHere("no key"), Duration.ZERO);
        for (var outcome : List.of(ours, DeliveryOutcome.retry(FAILED, Duration.ZERO), ours)) {
            grant = settle(grant, outcome, 4).grants().get(0);
        }
        assertThat(grant.attempt()).isEqualTo(4);
        assertThat(grant.faults()).isEqualTo(2);
        assertThat(settle(grant, DeliveryOutcome.delivered(OK), 4).stale()).isFalse();
    }

    @Test
    void goneHoldsEverythingUntilSomebodyResumes() {
        var grant = accept("s1", "k1", "WAITING").grants().get(0);
        var gone = new DeliveryOutcome.Retry(FAILED, Duration.ZERO, Duration.ZERO, Optional.of("gone"));
        assertThat(settle(grant, gone, 4).turn()).isEqualTo(Settlement.Turn.PAUSED);
        assertThat(accept("s2", "k2", "WAITING").grants()).isEmpty();
        assertThat(sweep().grants()).isEmpty();
        assertThat(kit.stats("acme")).containsEntry("live", 2L);
    }

    @Test
    void aHintOfTheReceiverHoldsTheWholeEndpoint() {
        var grant = accept("s1", "k1", "WAITING").grants().get(0);
        var hint = Duration.ofSeconds(3);
        settle(grant, new DeliveryOutcome.Retry(FAILED, Duration.ZERO, hint, Optional.empty()), 4);
        assertThat(accept("s2", "k2", "WAITING").grants()).isEmpty();
        var swept = new ArrayList<Grant>();
        await().until(() -> {
            swept.addAll(sweep().grants());
            return swept.size() == 2;
        });
    }

    private void settleWith(TestJournal other, Grant grant, DeliveryOutcome outcome) {
        await(other.journal().settle(grant, outcome, 0));
    }

    private Acceptance accept(String session, String klarnaEvent, String status) {
        return await(journal.accept(
                Arrivals.of("acme", session, klarnaEvent, status, klarnaEvent.hashCode()), subscribed("acme", "a")));
    }

    private Settlement settle(Grant grant, DeliveryOutcome outcome, int free) {
        return await(journal.settle(grant, outcome, free));
    }

    private Sweep sweep() {
        return await(journal.sweep(io.hppgateway.redis.Namespace.bucketOf("acme"), 100));
    }

    private Grant sweptOnce() {
        var found = new ArrayList<Grant>();
        await().until(() -> {
            found.addAll(sweep().grants());
            return !found.isEmpty();
        });
        return found.get(0);
    }
}
