package io.hppgateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckScheduleTest {
    private static final Instant END = Instant.parse("2026-11-24T12:00:00Z");

    private final CheckSchedule schedule = CheckSchedule.of(ReconcileSettings.defaults());

    /** Times are before (-) or after the session's end. */
    @ParameterizedTest
    @CsvSource({
        // now, checks, doubtful, next
        "-PT40H,     0, false, -PT39H50M",
        "-PT40H,     1, false, -PT39H40M",
        "-PT40H,     2, false, -PT39H20M",
        "-PT40H,     5, false, -PT34H40M",
        "-PT40H,     6, false, -PT34H",
        "-PT40H,  1000, false, -PT34H",
        "-PT40H,     1, true,  -PT39H59M",
        "-PT40H,     5, true,  -PT39H44M",
        "-PT40H,    30, true,  -PT34H",
        // always shortly before the end
        "-PT6M,      1, false, -PT2M",
        "-PT2M1S,    1, false, -PT2M",
        // and just after it
        "-PT2M,      1, false, PT30S",
        "-PT1S,      1, false, PT30S",
        "PT29S,      1, false, PT30S",
        "-PT1M30S,   1, true,  -PT30S",
        // a life that goes on
        "PT30S,      1, false, PT20M30S",
    })
    void afterAnAnswer(Duration now, int checks, boolean doubtful, Duration next) {
        assertThat(schedule.next(END.plus(now), END, checks, doubtful)).isEqualTo(END.plus(next));
    }

    @ParameterizedTest
    @CsvSource({
        // now, checks, doubtful, next
        "-PT40H,     0, false, -PT39H50M",
        "-PT40H,     5, false, -PT39H50M",
        "-PT40H,     0, true,  -PT39H59M30S",
        "-PT40H,     9, true,  -PT39H50M",
        // the last chance is taken four times
        "-PT2M,      5, false, -PT1M30S",
        "-PT30S,     5, false, PT0S",
        "PT0S,       5, false, PT30S",
        "PT30S,      5, false, PT10M30S",
    })
    void withoutAnAnswer(Duration now, int checks, boolean doubtful, Duration next) {
        assertThat(schedule.retry(END.plus(now), END, checks, doubtful)).isEqualTo(END.plus(next));
    }

    @Test
    void aSessionThatNobodyPaysIsCheckedFourteenTimesInItsFortySevenHours() {
        var now = END.minus(Duration.ofHours(47)).plus(Duration.ofMinutes(10));
        int checks = 1;
        while (!schedule.isOver(now, END)) {
            now = schedule.next(now, END, checks, false);
            checks++;
        }
        assertThat(checks).isEqualTo(14);
    }
}
