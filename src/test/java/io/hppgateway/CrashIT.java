package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.proof.Report;
import io.hppgateway.proof.crash.CrashRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gateways are killed again and again, Redis too, the bus loses everything for a while, the receivers do their worst; then
 * two ledgers that the gateway never saw are compared. {@code -Pcrash} runs it for {@code -Dcrash.minutes}, {@code
 * -Dcrash.seed} draws the same faults again.
 */
final class CrashIT {
    /** With the start, the settling and the verdict it has to be done in 90 s. */
    private static final Duration SHORT = Duration.ofSeconds(40);

    @Test
    // The steps have bounds of their own; this one only lets the long run be long.
    @Timeout(value = 3, unit = TimeUnit.HOURS)
    void everythingThatGot200IsDeliveredWhateverIsKilled(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("crash.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        int minutes = Integer.getInteger("crash.minutes", 0);
        var length = minutes == 0 ? SHORT : Duration.ofMinutes(minutes);
        try (var run = CrashRun.start(directory, seed)) {
            run.rage(length);
            run.settle();
            Report.print("CRASH " + run.figures());
            assertThat(run.verdict().missing()).isZero();
            run.verify();
        }
    }
}
