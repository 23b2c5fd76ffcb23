package io.hppgateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.journal.DeliveryOutcome;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictTest {
    private static final RetrySchedule SCHEDULE = RetrySchedule.standard();
    private static final Duration SIX_HOURS = Duration.ofHours(6);
    private static final Target TARGET = new Target(
            URI.create("https://shop.example/"), List.of(), Map.of(), Duration.ofSeconds(15), false, SCHEDULE);

    @Test
    void theScheduleHasTwelveAttemptsOverSeventyOneHours() {
        Duration sum = SCHEDULE.delays().stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(SCHEDULE.delays()).hasSize(12);
        assertThat(sum).isEqualTo(Duration.ofHours(70).plusMinutes(42).plusSeconds(35));
        assertThat(SCHEDULE.after(1, 0)).contains(Duration.ofSeconds(5));
        assertThat(SCHEDULE.after(11, 0)).contains(Duration.ofHours(24));
        assertThat(SCHEDULE.after(12, 0)).isEmpty();
    }

    @Test
    void jitterOnlyAddsAndAtMostAFifth() {
        assertThat(SCHEDULE.after(2, 0)).contains(Duration.ofSeconds(30));
        assertThat(SCHEDULE.after(2, 0.999_999).orElseThrow())
                .isBetween(Duration.ofMillis(35_900), Duration.ofSeconds(36));
    }

    @Test
    void everySecondHundredIsDelivered() {
        for (int status : List.of(200, 201, 202, 204, 299)) {
            assertThat(verdict(status, Optional.empty(), 1)).isInstanceOf(DeliveryOutcome.Delivered.class);
        }
    }

    @Test
    void everythingElseIsTriedAgainAndFinallyGivenUp() {
        for (int status : List.of(0, 301, 302, 400, 401, 404, 429, 500, 503)) {
            var retry = (DeliveryOutcome.Retry) verdict(status, Optional.empty(), 1);
            assertThat(retry.delay()).isEqualTo(Duration.ofSeconds(5));
            assertThat(retry.hold()).isZero();
            assertThat(verdict(status, Optional.empty(), 12)).isInstanceOf(DeliveryOutcome.Dead.class);
        }
    }

    @Test
    void goneHoldsTheEndpointEvenAfterTheLastAttempt() {
        var held = (DeliveryOutcome.Retry) verdict(410, Optional.empty(), 12);
        assertThat(held.pause()).contains("gone");
    }

    @Test
    void aSessionsOwnUrlThatIsGoneEndsThatDeliveryOnly() {
        var own = new Target(TARGET.url(), List.of(), Map.of(), SIX_HOURS, true, SCHEDULE);
        var reply = new Reply(true, 410, Duration.ZERO, "x", Buffer.buffer(), Optional.empty());
        var dead = (DeliveryOutcome.Dead) Verdict.of(reply, own, 1, 0, SIX_HOURS);
        assertThat(dead.attempt().ours()).isTrue();
    }

    @Test
    void retryAfterMakesTheWaitLongerNeverShorterAndHoldsTheEndpoint() {
        var longer = (DeliveryOutcome.Retry) verdict(429, Optional.of(Duration.ofMinutes(1)), 1);
        assertThat(longer.delay()).isEqualTo(Duration.ofMinutes(1));
        assertThat(longer.hold()).isEqualTo(Duration.ofMinutes(1));
        var shorter = (DeliveryOutcome.Retry) verdict(503, Optional.of(Duration.ofSeconds(1)), 4);
        assertThat(shorter.delay()).isEqualTo(Duration.ofMinutes(10));
        var capped = (DeliveryOutcome.Retry) verdict(503, Optional.of(Duration.ofDays(3)), 1);
        assertThat(capped.hold()).isEqualTo(SIX_HOURS);
        var deaf = (DeliveryOutcome.Retry) verdict(500, Optional.of(Duration.ofDays(3)), 1);
        assertThat(deaf.hold()).isZero();
    }

    @Test
    void aFaultOfOursHasThreeTries() {
        assertThat(Verdict.ofOurFault("x", SCHEDULE, 2, 1, 0)).isInstanceOf(DeliveryOutcome.Retry.class);
        assertThat(Verdict.ofOurFault("x", SCHEDULE, 3, 2, 0)).isInstanceOf(DeliveryOutcome.Dead.class);
    }

    @Test
    void whatNeverLeftIsNoAttempt() {
        var verdict = Verdict.of(Reply.notSent("busy"), TARGET, 12, 0, SIX_HOURS);
        assertThat(verdict).isInstanceOf(DeliveryOutcome.Released.class);
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        var now = Instant.parse("2026-11-24T06:00:00Z");
        assertThat(RetryAfter.parse("120", now)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 06:00:30 GMT", now)).contains(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2020 06:00:30 GMT", now)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", now)).isEmpty();
        assertThat(RetryAfter.parse("-5", now)).isEmpty();
        assertThat(RetryAfter.parse(null, now)).isEmpty();
    }

    private static DeliveryOutcome verdict(int status, Optional<Duration> retryAfter, int attempt) {
        var reply = new Reply(true, status, Duration.ZERO, "x", Buffer.buffer(), retryAfter);
        return Verdict.of(reply, TARGET, attempt, 0, SIX_HOURS);
    }
}
