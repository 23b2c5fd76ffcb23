package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.WebhookShop.Hook;
import io.hppgateway.testkit.EventReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a tenant hears of an endpoint that fails: two gateways, real receivers, hours that are milliseconds. */
final class EndpointAlertsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static WebhookWorld world;

    @BeforeAll
    static void open() {
        world = new WebhookWorld(Map.of("HPP_WEBHOOK_ALERT_AFTER", "300ms, 800ms, 1h"));
        world.kit.open();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static JsonObject settings(String events, String... schedule) {
        return new JsonObject()
                .put("events", new JsonArray().add(events))
                .put("schedule", new JsonArray(List.of(schedule)));
    }

    private static List<Hook> alerts(String path, String about) {
        return world.shop.events(path).stream()
                .filter(hook -> hook.json().getString("type").startsWith("endpoint."))
                .filter(hook -> endpoint(hook.json()).getString("id").equals(about))
                .toList();
    }

    private static JsonObject endpoint(JsonObject event) {
        return event.getJsonObject("data").getJsonObject("endpoint");
    }

    private static List<JsonObject> listed(String about) {
        return world.acme().get("/v1/events?limit=200").json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .filter(event -> event.getString("type").startsWith("endpoint."))
                .filter(event -> endpoint(event).getString("id").equals(about))
                .toList();
    }

    private static void nothingIsUntold() {
        await().atMost(PATIENCE)
                .until(() -> world.redis("ZCARD", world.key("alerts")).toLong() == 0);
    }

    @Test
    void theOthersHearOnceOfOneThatFailsAtEachMark() {
        var watcher = world.made(world.shop.at("/watcher"), settings("endpoint.*", "0s", "1s"));
        var deaf = world.made(world.shop.at("/deaf"), settings("session.*", "0s", "1s"));
        String url = world.shop.at("/failing", any -> 500);
        // One attempt, and none for an hour: the marks come by the clock of Redis and not by attempts.
        var failing = world.made(url + "?token=SECRET-IN-A-QUERY", settings("*", "0s", "1h"));
        String id = failing.getString("id");
        var stream = HttpRequest.newBuilder(URI.create(world.kit.url() + "/v1/events/stream?after=0-0"))
                .header("Authorization", "Bearer " + KitTenants.ACME_KEY)
                .build();
        try (var live = EventReader.open(stream)) {
            world.news();
            await().atMost(PATIENCE).until(() -> alerts("/watcher", id).size() == 2);
            nothingIsUntold();

            var first = alerts("/watcher", id).get(0);
            assertThat(first.isSignedWith(watcher.getString("secret"))).isTrue();
            assertThat(Contracts.PUBLIC.webhookFaults(
                            "sessionStatus", first::header, first.json().encode()))
                    .isEmpty();
            assertThat(first.json().getString("type")).isEqualTo("endpoint.failing");
            assertThat(first.json().getJsonObject("data").getInteger("sequence"))
                    .isEqualTo(1);
            assertThat(first.json().getJsonObject("data").fieldNames())
                    .containsExactly("event_id", "tenant", "sequence", "endpoint");
            var told = endpoint(first.json());
            assertThat(told.getString("url")).isEqualTo(url);
            assertThat(told.getInteger("last_status")).isEqualTo(500);
            assertThat(told.getString("last_error")).isEqualTo("HTTP 500");
            assertThat(told.getInteger("consecutive_failures")).isEqualTo(1);
            var noted = Instant.parse(told.getString("noted_at"));
            assertThat(Duration.between(Instant.parse(told.getString("since")), noted))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(300));
            assertThat(alerts("/watcher", id)
                            .get(1)
                            .json()
                            .getJsonObject("data")
                            .getInteger("sequence"))
                    .isEqualTo(2);
            assertThat(listed(id)).hasSize(2);
            assertThat(listed(id).get(0).getString("id")).isEqualTo(first.header("webhook-id"));
            await().atMost(PATIENCE)
                    .until(() -> live.events().stream()
                                    .filter(sent ->
                                            sent.data().getString("type").equals("endpoint.failing"))
                                    .count()
                            >= 2);
            assertThat(alerts("/failing", id)).isEmpty();
            assertThat(alerts("/deaf", id)).isEmpty();
            assertThat(listed(deaf.getString("id"))).isEmpty();
        }
        world.awaitBooks();
    }

    @Test
    void aListOfWhatIsHeldGoesOnBehindAnAlert() {
        String watcher = world.made(world.shop.at("/away"), settings("endpoint.paused", "0s", "1s"))
                .getString("id");
        world.acme().post("/v1/webhooks/" + watcher + "/pause", new JsonObject());
        world.made(world.shop.at("/left", any -> 410), settings("session.*", "0s", "1s"));
        world.made(world.shop.at("/right", any -> 410), settings("session.*", "0s", "1s"));
        world.news();
        String held = "/v1/deliveries?status=held&endpoint=" + watcher + "&limit=1";
        await().atMost(PATIENCE).until(() -> world.acme().get(held).json().getBoolean("has_more"));

        var first = world.acme().get(held).json();
        var second = world.acme().get(held + "&cursor=" + first.getString("next"));

        assertThat(second.status()).as(second.text()).isEqualTo(200);
        assertThat(second.json().getJsonArray("data"))
                .hasSize(1)
                .doesNotContain(first.getJsonArray("data").getJsonObject(0));
        world.acme().delete("/v1/webhooks/" + watcher);
    }

    @Test
    void theOthersHearOfOneThatIsGone() {
        world.made(world.shop.at("/survivor"), settings("endpoint.paused", "0s", "1s"));
        var gone = world.made(world.shop.at("/gone", any -> 410), settings("session.*", "0s", "1s"));
        String id = gone.getString("id");
        world.news();
        await().atMost(PATIENCE).until(() -> alerts("/survivor", id).size() == 1);
        nothingIsUntold();

        var event = alerts("/survivor", id).get(0).json();
        assertThat(event.getString("type")).isEqualTo("endpoint.paused");
        assertThat(endpoint(event).getString("reason")).isEqualTo("gone");
        assertThat(endpoint(event).getInteger("last_status")).isEqualTo(410);
        assertThat(listed(id)).hasSize(1);
        String delivery = alerts("/survivor", id).get(0).header("webhook-id");
        var shown = world.acme().get("/v1/deliveries?status=delivered&limit=100").json().getJsonArray("data").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("event").equals(delivery))
                .findFirst();
        assertThat(shown)
                .get()
                .satisfies(one -> assertThat(one.getString("session")).isEqualTo("endpoint:acme/" + id));
    }

    @Test
    void whenAllFailNobodyIsBuriedInAlerts() {
        try (var all = new WebhookWorld(Map.of("HPP_WEBHOOK_ALERT_AFTER", "300ms"))) {
            all.kit.hooks().answer(hook -> 500);
            for (int i = 0; i < 5; i++) {
                all.made(all.shop.at("/dead" + i, any -> 500), settings("*", "0s", "1h"));
            }
            all.news();
            await().atMost(PATIENCE)
                    .until(() -> all.acme().get("/v1/events?limit=200").json().getJsonArray("data").stream()
                                    .map(JsonObject.class::cast)
                                    .filter(event -> event.getString("type").equals("endpoint.failing"))
                                    .count()
                            == 6);
            // Each hears at most of those that were told before it was known to fail itself.
            long alerts = all.stat("accepted") - 6;
            System.out.printf("six endpoints fail at once: %d alerts went out of 30 possible%n", alerts);
            assertThat(alerts).isLessThanOrEqualTo(15);
            await().untilAsserted(() -> assertThat(all.stat("live"))
                    .isEqualTo(all.stat("accepted") - all.stat("dead") - all.stat("delivered")));
        }
    }

    @Test
    void oneThatFailsIsPausedWhenTheSettingsSaySo() {
        var soon = Map.of("HPP_WEBHOOK_PAUSE_AFTER", "1ms", "HPP_WEBHOOK_PAUSE_FAILURES", "3");
        try (var all = new WebhookWorld(soon)) {
            String id = all.made(all.shop.at("/failing", any -> 500), settings("session.*", "0s", "10ms", "10ms", "1h"))
                    .getString("id");
            all.news();

            await().atMost(PATIENCE)
                    .until(() -> all.read(id).getString("status").equals("paused"));

            assertThat(all.read(id).getString("paused_reason")).isEqualTo("failing");
            assertThat(all.shop.events("/failing")).hasSize(3);
        }
    }

    @Test
    void oneThatWorksAgainStartsAnew() {
        world.made(world.shop.at("/observer"), settings("endpoint.*", "0s", "1s"));
        var mood = new java.util.concurrent.atomic.AtomicInteger(500);
        var flaky = world.made(world.shop.at("/flaky", any -> mood.get()), settings("session.*", "0s", "1h"));
        String id = flaky.getString("id");
        world.news();
        await().atMost(PATIENCE).until(() -> alerts("/observer", id).size() == 2);
        mood.set(204);
        world.news();
        await().atMost(PATIENCE)
                .until(() -> world.read(id).getJsonObject("health").getInteger("consecutive_failures", -1) == 0);
        mood.set(500);
        world.news();
        await().atMost(PATIENCE).until(() -> alerts("/observer", id).size() == 4);
        assertThat(endpoint(alerts("/observer", id).get(2).json()).getString("threshold"))
                .isEqualTo("300ms");
    }
}
