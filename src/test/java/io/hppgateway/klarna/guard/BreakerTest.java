package io.hppgateway.klarna.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BreakerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final GuardSettings SETTINGS =
            new GuardSettings(10, 10, 4, Duration.ofSeconds(5), Duration.ofSeconds(12));

    private final Breaker breaker = new Breaker(SETTINGS);
    private long now = -3 * SECOND; // nanoTime may be anything

    private void call(Verdict verdict) {
        assertThat(breaker.waits(now)).isZero();
        breaker.ended(verdict, breaker.state(), now);
    }

    private void calls(int times, Verdict verdict) {
        for (int i = 0; i < times; i++) {
            call(verdict);
        }
    }

    @Test
    void failuresInARowOpenIt() {
        calls(3, Verdict.FAILS);
        call(Verdict.WORKS);
        calls(3, Verdict.FAILS);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);

        call(Verdict.FAILS);

        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
        assertThat(breaker.waits(now)).isEqualTo(5 * SECOND);
        assertThat(breaker.waits(now + SECOND)).isEqualTo(4 * SECOND);
    }

    @Test
    void everySecondFailureOpensItToo() {
        for (int i = 0; i < 4; i++) {
            call(Verdict.WORKS);
            call(Verdict.FAILS);
        }

        assertThat(breaker.state()).isEqualTo(Breaker.State.OPEN);
    }

    @Test
    void failuresFarApartDoNot() {
        for (int i = 0; i < 100; i++) {
            now += 11 * SECOND;
            call(Verdict.WORKS);
            call(Verdict.FAILS);
        }

        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void whatSaysNothingOfTheHostDoesNotCount() {
        calls(3, Verdict.FAILS);
        calls(50, Verdict.UNKNOWN);

        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void afterTheBreakOneCallTriesIt() {
        calls(4, Verdict.FAILS);
        now += 5 * SECOND;

        assertThat(breaker.waits(now)).isZero();
        assertThat(breaker.state()).isEqualTo(Breaker.State.HALF_OPEN);
        assertThat(breaker.waits(now)).isPositive();

        breaker.ended(Verdict.WORKS, Breaker.State.HALF_OPEN, now);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
        calls(3, Verdict.FAILS);
        assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    }

    @Test
    void eachBreakIsTwiceAsLongUpToTheLongest() {
        calls(4, Verdict.FAILS);
        for (long seconds : new long[] {5, 10, 12, 12}) {
            assertThat(breaker.waits(now)).isEqualTo(seconds * SECOND);
            now += seconds * SECOND;
            call(Verdict.FAILS);
        }
    }

    @Test
    void aTrialWithoutAVerdictIsFollowedByAnother() {
        calls(4, Verdict.FAILS);
        now += 5 * SECOND;
        assertThat(breaker.waits(now)).isZero();

        breaker.ended(Verdict.UNKNOWN, Breaker.State.HALF_OPEN, now);

        assertThat(breaker.waits(now)).isZero();
    }

    @Test
    void callsFromBeforeTheBreakSayNothing() {
        calls(4, Verdict.FAILS);

        breaker.ended(Verdict.WORKS, Breaker.State.CLOSED, now);
        breaker.ended(Verdict.FAILS, Breaker.State.CLOSED, now);

        assertThat(breaker.waits(now)).isEqualTo(5 * SECOND);
    }
}
