package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.EventReader;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two pods on one Redis: what one of them is told, those who wait at the other one learn. */
final class LiveAcrossPodsTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aStreamAtOnePodHearsOfCallbacksAtTheOther() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            var session = Told.make(kit);
            var arrived = new ConcurrentHashMap<String, Long>();
            var request = stream(kit.url());
            try (var stream =
                    EventReader.open(request, event -> arrived.put(event.data().getString("id"), System.nanoTime()))) {
                var delays = new ArrayList<Long>();
                for (int i = 1; i <= 50; i++) {
                    int count = i;
                    long told = System.nanoTime();
                    session.tell(other.url(), i, "IN_PROGRESS");
                    await().atMost(SOON)
                            .pollDelay(Duration.ofMillis(30))
                            .until(() -> stream.events().size() == count);
                    long seen =
                            arrived.get(stream.events().get(count - 1).data().getString("id"));
                    delays.add((seen - told) / 1000);
                }
                delays.sort(null);
                System.out.printf(
                        "stream at pod A, callback at pod B: p50 %d us, p95 %d us, max %d us from the call%n",
                        delays.get(24), delays.get(47), delays.get(49));
                assertThat(delays.get(24)).isLessThan(1_000_000);
            }
        }
    }

    @Test
    void aReadThatWaitsAtOnePodIsAnsweredByACallbackAtTheOther() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            var session = Told.make(kit);
            var waiting = kit.acme()
                    .sendAsync(
                            "GET",
                            "/v1/sessions/" + session.id + "?wait=18&after_seq=0",
                            HttpRequest.BodyPublishers.noBody());
            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> !waiting.isDone());
            long told = System.nanoTime();
            session.tell(other.url(), 1, "IN_PROGRESS");
            var answer = waiting.join().json();
            long millis = (System.nanoTime() - told) / 1_000_000;
            System.out.printf("waiting read at pod A: answered %d ms after pod B was called%n", millis);
            assertThat(answer.getInteger("sequence")).isEqualTo(1);
            assertThat(answer.getString("status")).isEqualTo("IN_PROGRESS");
            assertThat(millis).isLessThan(15_000);
        }
    }

    @Test
    void withEveryMessageLostTheNewsIsOnlyLater() {
        try (var redis = TestRedis.own()) {
            var vertx = Vertx.vertx();
            var link = RedisLink.of(vertx, RedisSettings.of(Secret.of(redis.url())));
            // Nobody may publish or subscribe: all pub/sub is lost, everything else works.
            GatewayKit.wait(link.send(
                    Request.cmd(Command.ACL).arg("SETUSER").arg("default").arg("resetchannels")));
            try (var kit = GatewayKit.start(redis.url(), Map.of())) {
                var other = kit.open();
                var session = Told.make(kit);
                try (var stream = EventReader.open(stream(kit.url()))) {
                    var waiting = kit.acme()
                            .sendAsync(
                                    "GET",
                                    "/v1/sessions/" + session.id + "?wait=18&after_seq=0",
                                    HttpRequest.BodyPublishers.noBody());
                    session.tell(other.url(), 1, "IN_PROGRESS");
                    long told = System.nanoTime();
                    await().atMost(SOON).until(() -> stream.events().size() == 1);
                    assertThat(waiting.join().json().getInteger("sequence")).isEqualTo(1);
                    System.out.printf(
                            "without pub/sub: both knew after %d ms%n", (System.nanoTime() - told) / 1_000_000);
                }
            }
            GatewayKit.wait(link.close());
            GatewayKit.wait(vertx.close());
        }
    }

    @Test
    void aStopLetsThoseGoWhoWait() {
        try (var kit = GatewayKit.start(TestRedis.url(), Map.of("HPP_SHUTDOWN_DRAIN", "5m"))) {
            var other = kit.open();
            var session = Told.make(kit);
            try (var stream = EventReader.open(stream(other.url()))) {
                var waiting = ApiClient.of(other.url())
                        .authorized("Bearer " + KitTenants.ACME_KEY)
                        .sendAsync(
                                "GET", "/v1/sessions/" + session.id + "?wait=55", HttpRequest.BodyPublishers.noBody());
                await().during(Duration.ofMillis(300)).atMost(SOON).until(() -> !waiting.isDone());
                long began = System.nanoTime();
                GatewayKit.wait(other.gateway().close());
                // Far less than the read waits by itself, and than the stop waits for it.
                assertThat((System.nanoTime() - began) / 1_000_000).isLessThan(40_000);
                assertThat(waiting.join().status()).isEqualTo(200);
                await().atMost(SOON).until(stream::isOver);
            }
        }
    }

    @Test
    void theBooksOfTheDayAreWhatTheReceiverSaw() {
        try (var kit = GatewayKit.start()) {
            var other = kit.open();
            List<Told> sessions =
                    IntStream.range(0, 4).mapToObj(i -> Told.make(kit)).toList();
            for (int i = 1; i <= 60; i++) {
                sessions.get(i % 4).tell(i % 2 == 0 ? kit.url() : other.url(), i, "IN_PROGRESS");
            }
            sessions.forEach(session -> kit.hooks().await("/acme", session.id, 15));
            var seen = new HashSet<String>();
            sessions.forEach(session -> kit.hooks().of("/acme", session.id).forEach(hook -> {
                seen.add(hook.header("webhook-id"));
                var event = kit.acme()
                        .get("/v1/events/" + hook.header("webhook-id"))
                        .json();
                event.remove("id");
                assertThat(event).isEqualTo(hook.json());
            }));
            await().atMost(SOON).untilAsserted(() -> {
                var line = kit.acme()
                        .get("/v1/statement")
                        .json()
                        .getJsonArray("endpoints")
                        .getJsonObject(0);
                assertThat(line.getString("endpoint")).isEqualTo("shop");
                assertThat(line.getInteger("accepted")).isEqualTo(60);
                assertThat(line.getInteger("delivered")).isEqualTo(seen.size()).isEqualTo(60);
                assertThat(line.getInteger("pending")).isZero();
            });
            assertThat(kit.acme()
                            .get("/v1/deliveries?status=delivered&limit=100")
                            .json()
                            .getJsonArray("data"))
                    .hasSize(60);
            assertThat(kit.globex().get("/v1/statement").json().getJsonArray("endpoints"))
                    .isEmpty();
        }
    }

    @Test
    void readingNeedsOneScopeAndChangingAnother() {
        try (var kit = GatewayKit.start()) {
            var reader = kit.nobody().authorized("Bearer hpk_acmehooks_" + KitTenants.HOOKS_ONLY_SECRET);
            assertThat(reader.get("/v1/events").status()).isEqualTo(200);
            reader.post("/v1/replays", new JsonObject()).isProblem(403, "FORBIDDEN");
            reader.post("/v1/deliveries/evt_1:shop/retry", "").isProblem(403, "FORBIDDEN");
            kit.nobody().get("/v1/events/stream").isProblem(401, "UNAUTHORIZED");
        }
    }

    private static HttpRequest stream(String url) {
        return HttpRequest.newBuilder(URI.create(url + "/v1/events/stream?after=0-0"))
                .header("Authorization", "Bearer " + KitTenants.ACME_KEY)
                .build();
    }

    /** A session whose news the test tells itself, at any pod. */
    private record Told(String id, String path) {
        static Told make(GatewayKit kit) {
            String id = kit.hosted(kit.acme());
            return new Told(id, kit.callbackLink(id).substring(kit.url().length()));
        }

        void tell(String pod, int number, String status) {
            var session = new JsonObject()
                    .put("session_id", id)
                    .put("status", status)
                    .put("updated_at", Instant.now().toString());
            var body = new JsonObject().put("event_id", id + "-" + number).put("session", session);
            var answer = ApiClient.of(pod).post(path, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }
    }
}
