package io.hppgateway.admin.events;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.admin.events.ViewKit.Answer;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.http.TraceSteps;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.EndpointAlert;
import io.hppgateway.journal.EndpointAlerts;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.Settlement;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveriesApiTest {
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(7), "HTTP 500", Buffer.buffer("out of beans"), false);

    private final Vertx vertx = Vertx.vertx();
    private final ViewKit kit = new ViewKit(vertx, ViewKit.QUICK);
    private final Endpoints endpoints = new Endpoints(kit.journal.link(), kit.journal.names());

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aDeliveryIsShownWithItsAttempts() {
        var accepted = kit.accept("s1", "k1", "COMPLETED", 1);
        settle(accepted, DeliveryOutcome.retry(FAILED, Duration.ofMinutes(2)));
        String id = accepted.eventId() + ":a";
        var delivery = kit.get("/v1/deliveries/" + id).json();
        assertThat(delivery.getString("id")).isEqualTo(id);
        assertThat(delivery.getString("event")).isEqualTo(accepted.eventId());
        assertThat(delivery.getString("endpoint")).isEqualTo("a");
        assertThat(delivery.getString("session")).isEqualTo("s1");
        assertThat(delivery.getString("status")).isEqualTo("pending");
        assertThat(Instant.parse(delivery.getString("next_attempt_at")))
                .isAfter(Instant.now().plusSeconds(60));
        var attempt = delivery.getJsonArray("attempts").getJsonObject(0);
        assertThat(attempt.getInteger("number")).isEqualTo(1);
        assertThat(attempt.getString("outcome")).isEqualTo("retry");
        assertThat(attempt.getInteger("status")).isEqualTo(500);
        assertThat(attempt.getInteger("latency_ms")).isEqualTo(7);
        assertThat(attempt.getString("error")).isEqualTo("HTTP 500");
        assertThat(attempt.getString("response")).isEqualTo("out of beans");
    }

    @Test
    void eachStatusListsItsOwn() {
        String delivered = settled("d", DeliveryOutcome.delivered(OK));
        String dead = settled("x", DeliveryOutcome.dead(FAILED));
        String failed = settled("f", DeliveryOutcome.retry(FAILED, Duration.ofHours(1)));
        String underWay = kit.accept("p", "kp", "COMPLETED", 1).eventId() + ":a";
        String behind = kit.accept("p", "kp2", "COMPLETED", 2).eventId() + ":a";
        assertThat(ids("?status=delivered")).containsExactly(delivered);
        assertThat(ids("?status=dead")).containsExactly(dead);
        assertThat(ids("?status=failed")).containsExactly(failed);
        assertThat(ids("?status=pending")).containsExactlyInAnyOrder(failed, underWay, behind);
        assertThat(ids("?status=held")).isEmpty();
        assertThat(ids("")).containsExactly(failed, dead, delivered); // tried, the last one first
        assertThat(kit.get("/v1/deliveries/" + underWay).json().getBoolean("under_way"))
                .isTrue();
        assertThat(kit.get("/v1/deliveries/" + behind).json().getInteger("behind"))
                .isEqualTo(1);
    }

    @Test
    void aPausedEndpointsDeliveriesAreHeld() {
        await(endpoints.pause(new EndpointRef("acme", "b"), "maintenance"));
        String held = kit.accept("acme", "s1", "k1", "COMPLETED", 1, "a", "b").eventId() + ":b";
        assertThat(ids("?status=held")).containsExactly(held);
        assertThat(ids("?status=pending")).hasSize(1).doesNotContain(held);
        assertThat(kit.get("/v1/deliveries/" + held).json().getString("status")).isEqualTo("held");
    }

    @Test
    void endpointAndSessionChooseDeliveries() {
        String event = kit.accept("acme", "s1", "k1", "COMPLETED", 1, "a", "b").eventId();
        kit.accept("acme", "s2", "k2", "COMPLETED", 1, "a");
        assertThat(ids("?status=pending&endpoint=b")).containsExactly(event + ":b");
        assertThat(ids("?session=s1")).containsExactlyInAnyOrder(event + ":a", event + ":b");
        assertThat(ids("?session=s1&endpoint=a")).containsExactly(event + ":a");
        assertThat(ids("?session=s1&status=delivered")).isEmpty();
    }

    @Test
    void walksOverPagesAreWhole() {
        var pending = new ArrayList<String>();
        for (int i = 0; i < 60; i++) {
            pending.add(kit.accept("acme", "s" + i % 7, "k" + i, "IN_PROGRESS", i, "a", "b")
                    .eventId());
        }
        var dead = new ArrayList<String>();
        var delivered = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            // Ours, since half of ten that the receiver refuses would break its endpoint.
            dead.add(settled("x" + i, DeliveryOutcome.dead(Attempt.failedHere("no key"))));
            delivered.add(settled("d" + i, DeliveryOutcome.delivered(OK)));
        }
        var expected = new HashSet<String>();
        pending.forEach(event -> expected.addAll(List.of(event + ":a", event + ":b")));
        assertThat(walk("?status=pending&limit=7")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(walk("?status=dead&limit=7")).containsExactlyInAnyOrderElementsOf(dead);
        assertThat(walk("?status=delivered&limit=7")).containsExactlyInAnyOrderElementsOf(delivered);
        assertThat(walk("?session=s0&limit=5")).hasSize(18);
    }

    @Test
    void aDeadDeliveryIsTriedAgainInTheLaneOfReplays() {
        String dead = settled("s1", DeliveryOutcome.dead(FAILED));
        var answer = kit.post("/v1/deliveries/" + dead + "/retry", new JsonObject());
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().getString("id")).isEqualTo(dead + ":replay");
        assertThat(answer.json().getString("status")).isEqualTo("pending");
        assertThat(ids("?status=dead")).isEmpty();
        var grant = sweep().get(0);
        assertThat(grant.replay()).isTrue();
        await(kit.journal.journal().settle(grant, DeliveryOutcome.delivered(OK), 0));
        assertThat(kit.get("/v1/deliveries/" + dead + ":replay").json().getString("status"))
                .isEqualTo("delivered");
    }

    @Test
    void aReplayThatIsGivenUpIsListedThoughItsEventWasDelivered() {
        var events = new JsonArray();
        for (int i = 0; i < 3; i++) {
            events.add(settled("d" + i, DeliveryOutcome.delivered(OK)).replace(":a", ""));
        }
        String dead = settled("x", DeliveryOutcome.dead(FAILED));
        kit.post("/v1/replays", new JsonObject().put("endpoint", "a").put("events", events));
        for (var grant : sweep()) {
            // Ours, as its receiver's would break the endpoint.
            await(kit.journal.journal().settle(grant, DeliveryOutcome.dead(Attempt.failedHere("no key")), 0));
        }
        var expected = new ArrayList<>(List.of(dead));
        events.forEach(event -> expected.add(event + ":a:replay"));
        assertThat(ids("?status=dead")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(walk("?status=dead&limit=1")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(ids("?status=delivered")).hasSize(3).doesNotContainAnyElementsOf(expected);
    }

    @Test
    void aWaitingDeliveryIsTriedNowWhenAskedFor() {
        String waiting = settled("s1", DeliveryOutcome.retry(FAILED, Duration.ofHours(1)));
        assertThat(sweep()).isEmpty();
        assertThat(kit.post("/v1/deliveries/" + waiting + "/retry", new JsonObject())
                        .status())
                .isEqualTo(202);
        assertThat(sweep()).extracting(Grant::attempt).containsExactly(2);
    }

    @Test
    void whatIsDeliveredOrHeldIsNotTriedAgain() {
        String delivered = settled("s1", DeliveryOutcome.delivered(OK));
        await(endpoints.pause(new EndpointRef("acme", "b"), "maintenance"));
        String held = kit.accept("acme", "s1", "k9", "COMPLETED", 9, "b").eventId() + ":b";
        for (String id : List.of(delivered, held)) {
            assertThat(kit.post("/v1/deliveries/" + id + "/retry", new JsonObject())
                            .status())
                    .isEqualTo(409);
        }
    }

    @Test
    void anotherTenantsDeliveryIsNoDelivery() {
        String id = settled("s1", DeliveryOutcome.dead(FAILED));
        Answer theirs = kit.get(ViewKit.OTHER, "/v1/deliveries/" + id);
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(kit.get(ViewKit.OTHER, "/v1/deliveries/evt_none:a").faults()).isEqualTo(theirs.faults());
        assertThat(kit.get("/v1/deliveries/evt_none:a").faults()).isEqualTo(theirs.faults());
        assertThat(kit.get("/v1/deliveries/nonsense").faults()).isEqualTo(theirs.faults());
        assertThat(kit.post(ViewKit.OTHER, "/v1/deliveries/" + id + "/retry", new JsonObject())
                        .status())
                .isEqualTo(404);
        for (String question : List.of("", "?status=dead", "?status=pending", "?status=delivered", "?session=s1")) {
            assertThat(kit.get(ViewKit.OTHER, "/v1/deliveries" + question).data())
                    .isEmpty();
        }
    }

    @Test
    void everyFaultOfAQuestionIsNamedAtOnce() {
        var answer = kit.get("/v1/deliveries?status=lost&endpoint=a%20b&cursor=x&limit=101&colour=red");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.faults()).hasSize(5);
    }

    @ParameterizedTest
    @CsvSource({
        "session=s1, 9999999999999999",
        "session=s1, 2147483647",
        "status=delivered, nonsense",
        "status=any, 1-2-3"
    })
    void aCursorThatNobodyGaveIsAFault(String question, String place) {
        settled("s1", DeliveryOutcome.delivered(OK));
        var answer = kit.get("/v1/deliveries?" + question + "&cursor=" + Cursor.of(List.of(place)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.faults()).singleElement().asString().startsWith("cursor must be");
    }

    @Test
    void nothingIsBehindTheLastDeliveryOfASession() {
        settled("s1", DeliveryOutcome.delivered(OK));
        String far = Cursor.of(List.of("999999999"));
        assertThat(kit.get("/v1/deliveries?session=s1&limit=100&cursor=" + far).data())
                .isEmpty();
    }

    @Test
    void eventsOfATimeAreReplayedToOneEndpointUnderNewIds() {
        var first = settled("s1", DeliveryOutcome.delivered(OK));
        settled("s2", DeliveryOutcome.delivered(OK));
        var body = new JsonObject().put("endpoint", "a").put("from", "2020-01-01T00:00:00Z");
        var dry = kit.post("/v1/replays", body.copy().put("dry_run", true));
        assertThat(dry.status()).isEqualTo(200);
        assertThat(dry.json().getInteger("found")).isEqualTo(2);
        assertThat(dry.json().getInteger("queued")).isZero();
        assertThat(sweep()).isEmpty();
        var real = kit.post("/v1/replays", body.copy().put("new_ids", true));
        assertThat(real.status()).isEqualTo(202);
        assertThat(real.json().getInteger("queued")).isEqualTo(2);
        var grants = sweep();
        assertThat(grants).extracting(Grant::replay).containsOnly(true);
        assertThat(grants).extracting(Grant::webhookId).doesNotContain(first.replace(":a", ""));
    }

    @Test
    void typesAndTimesChooseWhatIsReplayed() {
        settled("s1", DeliveryOutcome.delivered(OK));
        var body = new JsonObject().put("endpoint", "a").put("from", "2020-01-01T00:00:00Z");
        assertThat(found(body.copy().put("types", new JsonArray().add("session.failed"))))
                .isZero();
        assertThat(found(body.copy().put("types", new JsonArray().add("session.*"))))
                .isEqualTo(1);
        assertThat(found(body.copy().put("to", "2020-01-02T00:00:00Z"))).isZero();
        assertThat(found(body.copy().put("from", Instant.now().plusSeconds(60).toString())))
                .isZero();
    }

    @Test
    void aBlankBeginningReplaysNothing() {
        settled("s1", DeliveryOutcome.delivered(OK));
        var body = new JsonObject().put("endpoint", "a").put("from", "");
        assertThat(kit.post("/v1/replays", body).faults())
                .singleElement()
                .asString()
                .startsWith("from is missing");
        assertThat(sweep()).isEmpty();
    }

    @Test
    void aTimeBeyondAllMillisecondsIsAFault() {
        for (String time : List.of("+300000000-01-01T00:00:00Z", "-300000000-01-01T00:00:00Z")) {
            var from = new JsonObject().put("endpoint", "a").put("from", time);
            assertThat(kit.post("/v1/replays", from).faults())
                    .containsExactly("from must be a time such as 2026-11-24T10:00:00Z");
            var to = new JsonObject()
                    .put("endpoint", "a")
                    .put("from", "2020-01-01T00:00:00Z")
                    .put("to", time);
            assertThat(kit.post("/v1/replays", to).faults())
                    .containsExactly("to must be a time such as 2026-11-24T10:00:00Z");
        }
    }

    @Test
    void anEndpointIsReplayedTheAlertsAboutOthersOnly() {
        settled("s0", DeliveryOutcome.delivered(OK));
        alert("a");
        alert("b");
        // More than a page: an alert that is left out does not end the walk.
        for (int i = 0; i < 250; i++) {
            kit.accept("acme", "s" + i % 7, "k" + i, "IN_PROGRESS", i);
        }
        var body = new JsonObject().put("endpoint", "a").put("from", "2020-01-01T00:00:00Z");
        assertThat(found(body.copy())).isEqualTo(252);
        assertThat(found(body.copy().put("types", new JsonArray().add("endpoint.*"))))
                .isEqualTo(1);
    }

    private void alert(String endpoint) {
        var about = new EndpointRef("acme", endpoint);
        await(endpoints.pause(about, "failing")); // it has to be known
        String start = kit.journal.names().of("acme");
        kit.journal.redis("ZADD", start + "alerts", "0", "note-" + endpoint);
        var alert = new EndpointAlert(
                about,
                EndpointAlert.Kind.PAUSED,
                Duration.ZERO,
                Optional.empty(),
                1,
                500,
                "HTTP 500",
                Instant.now(),
                Optional.of("failing"),
                "note-" + endpoint);
        var alerts = new EndpointAlerts(
                kit.journal.link(), kit.journal.names(), TestJournal.box(), Duration.ofDays(7), TraceSteps.UNRECORDED);
        assertThat(await(alerts.announce(alert, Buffer.buffer("{}"), List.of())).known())
                .isFalse();
    }

    @Test
    void anotherTenantsEventsAreNotReplayed() {
        String event = kit.accept("s1", "k1", "COMPLETED", 1).eventId();
        var body = new JsonObject().put("endpoint", "a").put("events", new JsonArray().add(event));
        var answer = kit.post(ViewKit.OTHER, "/v1/replays", body);
        assertThat(answer.json().getInteger("found")).isZero();
        assertThat(answer.json().getInteger("queued")).isZero();
        assertThat(kit.post("/v1/replays", body).json().getInteger("queued")).isEqualTo(1);
    }

    @Test
    void everyFaultOfAReplayIsNamedAtOnce() {
        var body = new JsonObject()
                .put("endpoint", "a b")
                .put("from", "yesterday")
                .put("types", new JsonArray().add("a b"))
                .put("dry_run", "perhaps")
                .put("fast", true);
        assertThat(kit.post("/v1/replays", body).faults()).hasSize(5);
        assertThat(kit.post("/v1/replays", new JsonObject().put("endpoint", "a"))
                        .status())
                .isEqualTo(400);
        var both = new JsonObject()
                .put("endpoint", "a")
                .put("events", new JsonArray().add("evt_1"))
                .put("from", "2020-01-01T00:00:00Z");
        assertThat(kit.post("/v1/replays", both).faults()).containsExactly("from does not go together with events");
        var unknown = new JsonObject().put("endpoint", "nobody").put("from", "2020-01-01T00:00:00Z");
        assertThat(kit.post("/v1/replays", unknown).status()).isEqualTo(404);
    }

    private int found(JsonObject body) {
        var answer = kit.post("/v1/replays", body.put("dry_run", true));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getInteger("found");
    }

    private String settled(String session, DeliveryOutcome outcome) {
        var accepted = kit.accept(session, "k-" + session, "COMPLETED", 1);
        settle(accepted, outcome);
        return accepted.eventId() + ":a";
    }

    private Settlement settle(Acceptance accepted, DeliveryOutcome outcome) {
        return await(kit.journal.journal().settle(accepted.grants().get(0), outcome, 0));
    }

    private List<Grant> sweep() {
        int bucket = io.hppgateway.redis.Namespace.bucketOf("acme");
        return await(kit.journal.journal().sweep(bucket, 100)).grants();
    }

    private List<String> ids(String query) {
        return kit.get("/v1/deliveries" + query).data().stream()
                .map(delivery -> delivery.getString("id"))
                .toList();
    }

    private List<String> walk(String query) {
        var all = new ArrayList<String>();
        String cursor = "";
        JsonObject page;
        do {
            page = kit.get("/v1/deliveries" + query + cursor).json();
            page.getJsonArray("data").forEach(one -> all.add(((JsonObject) one).getString("id")));
            cursor = "&cursor=" + page.getString("next");
        } while (page.getBoolean("has_more"));
        return all;
    }
}
