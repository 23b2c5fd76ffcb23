package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.proof.Report;
import io.hppgateway.proof.many.Street;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three gateway processes behind a Service, replaced one after the other under load. */
@Timeout(300)
final class RollingIT {
    private static final int PODS = 3;
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aRollingRestartFailsNoRequestAndLosesNoEvent() throws Exception {
        try (LocalRedis redis = TestRedis.own();
                var street = street(redis)) {
            street.crowd(4, Duration.ofMillis(20));
            street.letPass(100);
            for (int pod = 0; pod < PODS; pod++) {
                street.roll(pod);
                street.letPass(50);
            }
            street.empty(SOON);
            street.until("everything is heard", () -> street.books().missing().isEmpty());
            Report.print("ROLLING pods=3 sigterm=3 connections=" + street.connections() + " " + street.books());
            assertThat(street.books().failures()).isEmpty();
        }
    }

    @Test
    void podsThatAreKilledLoseNoEvent() throws Exception {
        try (LocalRedis redis = TestRedis.own();
                var street = street(redis)) {
            street.crowd(4, Duration.ofMillis(20));
            street.letPass(100);
            for (int pod = 0; pod < PODS; pod++) {
                street.kill(pod);
                street.letPass(50);
            }
            street.empty(SOON);
            street.until("everything is heard", () -> street.books().missing().isEmpty());
            Report.print("KILLED pods=3 sigkill=3 connections=" + street.connections() + " " + street.books());
        }
    }

    private Street street(LocalRedis redis) throws Exception {
        return Street.open(directory, redis.url(), PODS, List.of("alpha", "beta", "gamma"), Map.of());
    }
}
