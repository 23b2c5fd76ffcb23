package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** After no gateway ran for a while, with the first check of a session ten minutes away. */
final class SilenceTest {
    private static final int SESSIONS = 20;
    private static final int PER_SECOND = 5;

    @Test
    void everythingOpenIsCheckedWithinTheBudgetOfItsAccount() {
        var settings = Map.of(
                "HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8",
                "HPP_RECONCILE_PER_SECOND", Integer.toString(PER_SECOND),
                "HPP_RECONCILE_LOOK", "20ms");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            kit.open();
            kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
            var sessions = IntStream.range(0, SESSIONS)
                    .mapToObj(i -> kit.hosted(kit.acme()))
                    .toList();
            sessions.forEach(session -> kit.klarna().act(session, "pay"));
            assertThat(reads(kit)).isEmpty();

            try (var queue = new QueueSide(kit)) {
                queue.nobodyWasHereFor(Duration.ofMinutes(6));
            }
            sessions.forEach(session -> kit.hooks().await("/acme", session, 1));

            var reads = reads(kit);
            System.out.println(SESSIONS + " sessions at " + PER_SECOND + "/s: " + reads.size() + " reads in "
                    + Duration.between(reads.get(0), reads.get(reads.size() - 1))
                            .toMillis() + " ms, most in a second: "
                    + most(reads));
            assertThat(reads).hasSize(SESSIONS);
            // A quarter of a second's worth may come early, and a read may be late on its way.
            assertThat(most(reads)).isLessThanOrEqualTo(PER_SECOND + 3);
        }
    }

    private static List<Instant> reads(GatewayKit kit) {
        return kit.klarna().calls().stream()
                .filter(call -> call.getString("method").equals("GET")
                        && call.getString("path").startsWith("/hpp/v1/sessions/"))
                .map(call -> Instant.parse(call.getString("at")))
                .toList();
    }

    private static long most(List<Instant> times) {
        return times.stream()
                .mapToLong(from -> times.stream()
                        .filter(at -> !at.isBefore(from) && at.isBefore(from.plusSeconds(1)))
                        .count())
                .max()
                .orElseThrow();
    }
}
