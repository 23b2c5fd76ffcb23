package io.hppgateway.reconcile;

import static io.hppgateway.reconcile.ReconcileKit.claim;
import static io.hppgateway.reconcile.ReconcileKit.done;
import static io.hppgateway.reconcile.ReconcileKit.held;
import static io.hppgateway.reconcile.ReconcileKit.ids;
import static io.hppgateway.reconcile.ReconcileKit.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReconcileQueueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration LIFE = Duration.ofHours(47);

    private final ReconcileKit kit = new ReconcileKit();
    private final ReconcileQueue pod = kit.queue(settings());
    private final ReconcileQueue other = kit.queue(settings());

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void aNewSessionIsDueTenMinutesLater() {
        kit.session("s1", "main", Duration.ofMinutes(10), LIFE);
        assertThat(kit.next("s1").orElseThrow())
                .isCloseTo(Instant.now().plus(Duration.ofMinutes(10)), within(10, ChronoUnit.SECONDS));
        assertThat(claim(pod, 10).claims()).isEmpty();
    }

    @Test
    void aShortLivedSessionIsDueShortlyBeforeItsEnd() {
        kit.session("s1", "main", Duration.ofMinutes(10), FIVE_MINUTES);
        assertThat(kit.next("s1").orElseThrow())
                .isCloseTo(Instant.now().plus(Duration.ofMinutes(3)), within(10, ChronoUnit.SECONDS));
    }

    @Test
    void aSessionThatEndsInAFarYearIsClaimedToo() {
        var never = Instant.parse("9999-12-31T23:59:59Z");
        kit.due("s1");
        kit.redis("HSET", kit.key("session:s1"), "expires_at", Long.toString(never.toEpochMilli()));
        assertThat(claimDue(pod).claims().get(0).expiresAt()).isEqualTo(never);
    }

    @Test
    void aSessionIsClaimedByOnePodOnly() {
        kit.due("s1");
        assertThat(ids(claimDue(pod))).containsExactly("s1");
        assertThat(ids(claim(other, 10))).isEmpty();
    }

    @Test
    void noMoreIsClaimedThanThereAreSlots() {
        IntStream.range(0, 5).forEach(i -> kit.due("s" + i));
        Awaitility.await().until(() -> !claim(pod, 1).claims().isEmpty());
        assertThat(claim(pod, 0).claims()).isEmpty();
        assertThat(claim(pod, 3).claims()).hasSize(3);
    }

    @Test
    void aClaimOfAPodThatDiedIsAnothersAfterItsLease() {
        var dying = kit.queue(settings(100, Duration.ofSeconds(1), FIVE_MINUTES));
        kit.due("s1");
        var lost = claimDue(dying).claims().get(0);
        // Empty, unless the machine stood still for as long as the lease.
        var early = claim(other, 10).claims();

        var taken = early.isEmpty() ? claimDue(other).claims().get(0) : early.get(0);
        assertThat(taken.session()).isEqualTo("s1");
        assertThat(taken.now()).isAfterOrEqualTo(Instant.ofEpochMilli(lost.lease()));
        assertThat(done(dying, lost, CheckOutcome.UNCHANGED, Optional.empty()))
                .as("what comes back late changes nothing")
                .isFalse();
        assertThat(done(other, taken, CheckOutcome.UNCHANGED, Optional.empty())).isTrue();
    }

    @Test
    void anAnswerCountsAndSilenceDoesNot() {
        kit.due("s1");
        var first = claimDue(pod).claims().get(0);
        assertThat(first.checks()).isZero();
        done(pod, first, CheckOutcome.UNREACHABLE, Optional.of(first.now()));
        var second = claimDue(pod).claims().get(0);
        assertThat(second.checks()).isZero();
        done(pod, second, CheckOutcome.UNCHANGED, Optional.of(second.now()));
        assertThat(claimDue(pod).claims().get(0).checks()).isEqualTo(1);
    }

    @Test
    void aSessionWhoseRecordIsGoneLeaves() {
        kit.due("s1");
        kit.redis("DEL", kit.key("session:s1"));
        Awaitility.await().until(() -> claim(pod, 10).open() == 0);
        assertThat(kit.next("s1")).isEmpty();
    }

    @Test
    void aFinalSessionLeavesUnlessItIsAnUnverifiedCompleted() {
        kit.due("cancelled");
        kit.due("completed");
        kit.due("verified");
        kit.redis("HSET", kit.key("session:cancelled"), "final", "1", "status", "CANCELLED");
        kit.redis("HSET", kit.key("session:completed"), "final", "1", "status", "COMPLETED");
        kit.redis("HSET", kit.key("session:verified"), "final", "1", "status", "COMPLETED", "verified_at", "1");
        var claims = new ArrayList<Claim>();
        Awaitility.await().until(() -> {
            claims.addAll(claim(pod, 10).claims());
            return kit.next("cancelled").isEmpty() && kit.next("verified").isEmpty() && !claims.isEmpty();
        });
        assertThat(claims).extracting(Claim::session).containsExactly("completed");
        assertThat(claims).extracting(Claim::doubtful).containsExactly(true);
    }

    @Test
    void podsTogetherKeepWithinTheBudgetOfAnAccount() {
        var rate = 20;
        IntStream.range(0, 60).forEach(i -> kit.due("s" + i));
        var slow = settings(rate, MINUTE, FIVE_MINUTES);
        var pods = List.of(kit.queue(slow), kit.queue(slow));
        var times = new ArrayList<Instant>();
        var seen = new HashSet<String>();

        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
            for (var one : pods) {
                claim(one, 100).claims().forEach(claim -> {
                    times.add(claim.now());
                    assertThat(seen.add(claim.session())).as("claimed once").isTrue();
                });
            }
            return times.size() == 60;
        });

        var took = Duration.between(times.get(0), times.get(59));
        System.out.println(
                "60 checks at 20/s by two pods took " + took.toMillis() + " ms, most in a second: " + most(times));
        assertThat(took).isGreaterThan(Duration.ofMillis(2600));
        // A quarter of a second's worth may come early.
        assertThat(most(times)).isLessThanOrEqualTo(rate + rate / 4 + 1);
    }

    private static long most(List<Instant> times) {
        return times.stream()
                .mapToLong(from -> times.stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(1)))
                        .count())
                .max()
                .orElseThrow();
    }

    @Test
    void aCrowdOfOneAccountDoesNotDelayAnother() {
        IntStream.range(0, 300).forEach(i -> kit.due("crowd" + i));
        kit.session("alone", "second", Duration.ofMillis(1), LIFE);
        var slow = kit.queue(settings(2, MINUTE, FIVE_MINUTES));
        // Every other session is before it, and one look handles 200.
        kit.redis("ZADD", kit.key("reconcile"), "1000", "acme/alone");
        IntStream.range(0, 300).forEach(i -> kit.redis("ZADD", kit.key("reconcile"), "1", "acme/crowd" + i));

        var first = claim(slow, 100);
        var second = claim(slow, 100);
        assertThat(ids(first)).doesNotContain("alone").hasSizeLessThanOrEqualTo(3);
        assertThat(ids(second)).contains("alone").hasSizeLessThanOrEqualTo(3);
        assertThat(second.late()).isGreaterThan(Duration.ofSeconds(140));
    }

    @Test
    void nearItsEndASessionDoesNotWaitForTheBudget() {
        IntStream.range(0, 50).forEach(i -> kit.due("crowd" + i));
        kit.session("ending", "main", Duration.ofMillis(1), MINUTE);
        var slow = kit.queue(settings(1, MINUTE, FIVE_MINUTES));
        var claimed = new HashSet<String>();
        Awaitility.await().until(() -> {
            claimed.addAll(ids(claim(slow, 100)));
            return claimed.contains("ending");
        });
        assertThat(claimed).hasSizeLessThan(6);
    }

    @Test
    void anAccountOnHoldIsLeftAlone() {
        kit.due("s1");
        kit.due("s2");
        Awaitility.await().until(() -> !claim(pod, 1).claims().isEmpty());
        kit.session("other", "second", Duration.ofMillis(1), LIFE);
        var refused = new Claim("acme", "s1", 0, 0, Instant.now(), false, Instant.now());
        held(pod, refused, Duration.ofMinutes(10));

        var claimed = new ArrayList<String>();
        Awaitility.await().until(() -> {
            claimed.addAll(ids(claim(pod, 10)));
            return claimed.contains("other");
        });
        assertThat(claimed).containsExactly("other");
        assertThat(kit.next("s2").orElseThrow()).isAfter(Instant.now().plusSeconds(500));
    }

    @Test
    void afterASilenceOfAllPodsEverythingIsDueWithinTheBudget() {
        for (int i = 0; i < 30; i++) {
            kit.session("s" + i, "main", Duration.ofMinutes(10), LIFE);
        }
        assertThat(claim(pod, 100).claims()).isEmpty();
        kit.redis(
                "SET",
                kit.key("alive"),
                Long.toString(Instant.now().minus(FIVE_MINUTES).toEpochMilli() - 1000));

        var claimed = new ArrayList<Claim>();
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> {
            claimed.addAll(claim(pod, 100).claims());
            claimed.addAll(claim(other, 100).claims());
            return claimed.size() >= 30;
        });
        assertThat(claimed).extracting(Claim::session).doesNotHaveDuplicates().hasSize(30);
        var took = Duration.between(claimed.get(0).now(), claimed.get(29).now());
        assertThat(took).as("at 100 a second").isGreaterThan(Duration.ofMillis(20));
        assertThat(kit.redis("EXISTS", kit.key("reconcile:woken")).toInteger()).isZero();
    }

    @Test
    void aShortSilenceWakesNobody() {
        kit.session("s1", "main", Duration.ofMinutes(10), LIFE);
        claim(pod, 100);
        kit.redis(
                "SET",
                kit.key("alive"),
                Long.toString(Instant.now().minus(Duration.ofMinutes(4)).toEpochMilli()));
        assertThat(claim(pod, 100).claims()).isEmpty();
        assertThat(claim(pod, 100).open()).isEqualTo(1);
    }

    /** Claims until there is something. */
    private static Claims claimDue(ReconcileQueue queue) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> claim(queue, 10), claims -> !claims.claims().isEmpty());
    }
}
