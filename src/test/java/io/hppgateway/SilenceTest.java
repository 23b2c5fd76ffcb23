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
    private static final int EARLY = 2;

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

            var begun = Instant.now();
            try (var queue = new QueueSide(kit)) {
                queue.nobodyWasHereFor(Duration.ofMinutes(6));
            }
            sessions.forEach(session -> kit.hooks().await("/acme", session, 1));

            var reads = reads(kit);
            System.out.println(SESSIONS + " sessions at " + PER_SECOND + "/s: " + reads.size() + " reads in "
                    + Duration.between(begun, reads.get(reads.size() - 1)).toMillis() + " ms");
            assertThat(reads).hasSize(SESSIONS);
            for (int i = 0; i < SESSIONS; i++) {
                // A quarter of a second's worth may come early; a read that is late on its way is no fault.
                long soonest = 1000L * Math.max(0, i - EARLY) / PER_SECOND;
                assertThat(reads.get(i)).as("read " + i).isAfterOrEqualTo(begun.plusMillis(soonest));
            }
        }
    }

    private static List<Instant> reads(GatewayKit kit) {
        return kit.klarna().calls().stream()
                .filter(call -> call.getString("method").equals("GET")
                        && call.getString("path").startsWith("/hpp/v1/sessions/"))
                .map(call -> Instant.parse(call.getString("at")))
                .toList();
    }
}
