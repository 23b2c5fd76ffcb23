package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.bound.Bound;
import io.hppgateway.testkit.EventReader;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Promise;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A gateway's limits on what is under way, each reached, and what {@code /metrics} says then. Those of a stream that is not read
 * and of Redis are in {@code StreamApiTest} and {@code RedisLinkTest}.
 */
final class BoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KP = "/payments/v1/sessions";

    /** A peer that keeps everybody waiting until it is told to answer. */
    private static final class Shy implements AutoCloseable {
        private final Promise<Void> talks = Promise.promise();
        private final RawUpstream server = new RawUpstream(
                request -> talks.future().onSuccess(go -> request.response().end("{}")));

        void talk() {
            talks.tryComplete();
        }

        int waiting() {
            return server.got().size();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    private static GatewayKit start(String... settings) {
        var all = new HashMap<String, String>();
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        // A host, or an endpoint, that keeps somebody waiting is not to be spared for it here.
        all.put("HPP_UPSTREAM_BREAK_FAILURES", "100000");
        all.put("HPP_WEBHOOK_BREAK_FAILURES", "100000");
        all.put("HPP_WEBHOOK_BREAK_SAMPLE", "100000");
        return GatewayKit.start(TestRedis.url(), all);
    }

    private static double reached(GatewayKit kit, Bound bound) {
        return kit.metric("hpp_bound_reached_total{bound=\"" + bound.label() + "\"}");
    }

    private static void isReached(GatewayKit kit, Bound bound) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reached(kit, bound)).isPositive());
    }

    /** How many of them were turned away, all with this status; the others with none of the gateway's own. */
    private static long refused(List<CompletableFuture<ApiClient.Answer>> calls, int status) {
        var statuses = calls.stream().map(call -> call.join().status()).toList();
        assertThat(statuses).containsOnly(200, status);
        return statuses.stream().filter(is -> is == status).count();
    }

    private static List<CompletableFuture<ApiClient.Answer>> payments(ApiClient tenant, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> tenant.postAsync(KP, GatewayKit.order("SE").encode()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"WEBHOOK_IN_FLIGHT,1,100,100", "WEBHOOK_WAITING_PER_HOST,100,1,1"})
    void deliveriesBeyondItAreCountedAndArriveLater(Bound bound, String inFlight, String connections, String waiting) {
        try (var shop = new Shy();
                var kit = start(
                        "KIT_HOOKS_URL", shop.server.url(),
                        "HPP_WEBHOOK_IN_FLIGHT", inFlight,
                        "HPP_WEBHOOK_CONNECTIONS_PER_HOST", connections,
                        "HPP_WEBHOOK_WAITING_PER_HOST", waiting,
                        "HPP_WEBHOOK_SCHEDULE", "0s" + ", 200ms".repeat(20))) {
            int count = 4 * Runtime.getRuntime().availableProcessors();
            for (int i = 0; i < count; i++) {
                kit.klarna().act(kit.hosted(kit.acme()), "pay");
            }
            isReached(kit, bound);

            shop.talk();

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(kit.acme()
                                    .get("/v1/deliveries?status=delivered&limit=100")
                                    .json()
                                    .getJsonArray("data"))
                            .hasSize(count));
        }
    }

    @Test
    void aGrantThatNoEventLoopTakesIsCountedAndDeliveredLater() {
        try (var kit = start()) {
            kit.node().vertx().eventBus().addOutboundInterceptor(message -> {});
            String session = kit.hosted(kit.acme());
            kit.klarna().act(session, "pay");

            isReached(kit, Bound.WEBHOOK_HANDOVER);
            kit.hooks().awaitOne("/acme", session, "session.completed");
        }
    }

    @Test
    void callsThatFindNoPlaceToWaitForAConnectionToKlarnaAreCounted() {
        try (var klarna = new Shy();
                var kit = start(
                        "KIT_SANDBOX_URL", klarna.server.url(),
                        "HPP_KLARNA_CONNECTIONS", "1",
                        "HPP_KLARNA_WAITING", "1")) {
            var calls = payments(kit.acme(), 20);
            isReached(kit, Bound.KLARNA_WAITING);

            klarna.talk();

            assertThat(refused(calls, 503)).isEqualTo((long) reached(kit, Bound.KLARNA_WAITING));
            assertThat(reached(kit, Bound.UPSTREAM_IN_FLIGHT)).isZero();
        }
    }

    @Test
    void callsBeyondWhatATenantOrAllMayHaveUnderWayAreCounted() {
        try (var klarna = new Shy();
                var kit = start(
                        "KIT_SANDBOX_URL", klarna.server.url(),
                        "HPP_UPSTREAM_IN_FLIGHT", "2",
                        "HPP_UPSTREAM_TENANT_IN_FLIGHT", "1")) {
            var calls = new ArrayList<>(payments(kit.acme(), 3));
            await().atMost(PATIENCE).until(() -> reached(kit, Bound.UPSTREAM_TENANT_IN_FLIGHT) == 2);
            assertThat(reached(kit, Bound.UPSTREAM_IN_FLIGHT)).isZero();
            calls.addAll(payments(kit.globex(), 1));
            await().atMost(PATIENCE).until(() -> klarna.waiting() == 2);
            calls.addAll(payments(kit.globex(), 1));
            await().atMost(PATIENCE).until(() -> reached(kit, Bound.UPSTREAM_IN_FLIGHT) == 1);

            klarna.talk();

            assertThat(refused(calls, 503)).isEqualTo(3);
            assertThat(ApiClient.of(kit.managementUrl()).get("/metrics").text())
                    .containsPattern("hpp_upstream_refused_total\\{reason=\"overloaded\",.*} 3.0");
        }
    }

    @Test
    void checksThatFindNoRoomAreCounted() {
        try (var kit = start(
                "HPP_KLARNA_RESPONSE_TIMEOUT", "2s",
                "HPP_RECONCILE_IN_FLIGHT", "1",
                "HPP_RECONCILE_FIRST_AFTER", "50ms",
                "HPP_RECONCILE_LOOK", "20ms")) {
            kit.klarna().fault("/hpp/v1/sessions/", "hang", true);
            kit.hosted(kit.acme());

            isReached(kit, Bound.RECONCILE_IN_FLIGHT);
        }
    }

    @Test
    void aTenantsStreamsBeyondThoseAllowedAreCounted() {
        try (var kit = start()) {
            var open = new ArrayList<EventReader>();
            for (int i = 0; i < 100; i++) {
                open.add(EventReader.open(HttpRequest.newBuilder(URI.create(kit.url() + "/v1/events/stream"))
                        .header("Authorization", "Bearer " + KitTenants.ACME_KEY)
                        .build()));
            }
            kit.acme().get("/v1/events/stream").isProblem(429, "TOO_MANY_REQUESTS");

            assertThat(reached(kit, Bound.EVENT_STREAMS)).isEqualTo(1);
            open.forEach(EventReader::close);
        }
    }

    @Test
    void aTenantsReadsThatWaitBeyondThoseAllowedAreCounted() {
        try (var kit = start()) {
            String session = kit.hosted(kit.acme());
            var body = HttpRequest.BodyPublishers.noBody();
            var reads = IntStream.range(0, 220)
                    .mapToObj(i -> kit.acme().sendAsync("GET", "/v1/sessions/" + session + "?wait=18", body))
                    .toList();
            isReached(kit, Bound.WAITING_READS);

            kit.klarna().act(session, "pay");

            assertThat(refused(reads, 429)).isEqualTo((long) reached(kit, Bound.WAITING_READS));
        }
    }
}
