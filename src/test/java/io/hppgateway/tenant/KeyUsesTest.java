package io.hppgateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyUsesTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final KeyUses uses = new KeyUses();

    @Test
    void aKeyInConstantUseIsNotedOnceAMinute() {
        for (int s = 0; s < 60; s++) {
            uses.note("a", NOON.plusSeconds(s));
        }
        assertThat(uses.take(NOON.plusSeconds(59))).containsOnly(Map.entry("a", NOON.toEpochMilli()));
        uses.note("a", NOON.plusSeconds(59));
        assertThat(uses.last("a")).isEmpty();
        uses.note("a", NOON.plusSeconds(60));
        assertThat(uses.last("a")).contains(NOON.plusSeconds(60));
        assertThat(uses.take(NOON.plusSeconds(61)))
                .containsOnly(Map.entry("a", NOON.plusSeconds(60).toEpochMilli()));
    }

    @Test
    void whatWasTakenIsNotTakenAgain() {
        uses.note("a", NOON);
        uses.note("b", NOON);
        assertThat(uses.take(NOON)).containsOnlyKeys("a", "b");
        assertThat(uses.take(NOON)).isEmpty();
    }

    @Test
    void whatIsGivenBackDoesNotHideWhatIsNewer() {
        uses.note("a", NOON);
        uses.note("b", NOON);
        var taken = uses.take(NOON);
        uses.note("a", NOON.plusSeconds(90));
        uses.giveBack(taken);
        assertThat(uses.last("a")).contains(NOON.plusSeconds(90));
        assertThat(uses.last("b")).contains(NOON);
    }
}
