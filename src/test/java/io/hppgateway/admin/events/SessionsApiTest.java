package io.hppgateway.admin.events;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.DeliveryOutcome;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SessionsApiTest {
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(7), "HTTP 500", Buffer.buffer("no"), false);
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);

    private final Vertx vertx = Vertx.vertx();
    private final ViewKit kit = new ViewKit(vertx, ViewKit.QUICK);

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aSessionIsShownWithEverythingThatHappenedInOrder() {
        var first = kit.accept("s1", "k1", "IN_PROGRESS", 10);
        await(kit.journal.journal().settle(first.grants().get(0), DeliveryOutcome.retry(FAILED, Duration.ZERO), 0));
        var second = kit.accept("s1", "k2", "COMPLETED", 20);
        var grant = await(kit.journal.journal().sweep(io.hppgateway.redis.Namespace.bucketOf("acme"), 10))
                .grants()
                .get(0);
        await(kit.journal.journal().settle(grant, DeliveryOutcome.delivered(OK), 0));

        var answer = kit.get("/v1/sessions/s1");
        var session = answer.json();
        assertThat(session.getString("status")).isEqualTo("COMPLETED");
        assertThat(session.getBoolean("final")).isTrue();
        assertThat(session.getInteger("sequence")).isEqualTo(2);
        assertThat(answer.text())
                .contains("\"session\":{\"session_id\":\"s1\",\"status\":\"COMPLETED\",  \"ümlaut\":true}");
        var steps = session.getJsonArray("timeline").stream()
                .map(JsonObject.class::cast)
                .map(step -> step.getString("kind") + " " + step.getString("event") + " "
                        + step.getString("outcome", step.getString("type")))
                .toList();
        assertThat(steps)
                .containsExactly(
                        "event " + first.eventId() + " session.in_progress",
                        "attempt " + first.eventId() + " retry",
                        "event " + second.eventId() + " session.completed",
                        "attempt " + first.eventId() + " delivered");
    }

    @Test
    void aBodyThatNoKeyOpensIsShownAsUnreadable() {
        kit.accept("s1", "k1", "COMPLETED", 10);
        kit.journal.redis("HSET", kit.journal.names().of("acme") + "session:s1", "body", "sealed by nobody");
        var session = kit.get("/v1/sessions/s1").json();
        assertThat(session.getValue("session")).isNull();
        assertThat(session.getBoolean("unreadable")).isTrue();
        assertThat(session.getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void theListHasTheNewestFirstAndAWalkIsWhole() {
        var made = new ArrayList<String>();
        for (int i = 0; i < 120; i++) {
            kit.accept("s" + i, "k" + i, i % 3 == 0 ? "COMPLETED" : "IN_PROGRESS", 1);
            made.add("s" + i);
        }
        Collections.reverse(made);
        assertThat(walk("?limit=7")).hasSize(120).containsExactlyInAnyOrderElementsOf(made);
        assertThat(walk("?limit=200").get(0)).isEqualTo("s119");
        assertThat(walk("?status=COMPLETED&limit=11"))
                .hasSize(40)
                .allMatch(id -> Integer.parseInt(id.substring(1)) % 3 == 0);
        assertThat(walk("?status=UNHEARD_OF")).isEmpty();
    }

    @Test
    void sessionsOfTheSameMomentAreAllListedOnce() {
        IntStream.range(0, 30).forEach(i -> kit.accept("s" + i, "k" + i, "COMPLETED", 1));
        String list = kit.journal.names().of("acme") + "sessions:acme";
        IntStream.range(0, 30).forEach(i -> kit.journal.redis("ZADD", list, "1000", "s" + i));
        assertThat(walk("?limit=4")).hasSize(30).doesNotHaveDuplicates();
    }

    @Test
    void sessionsThatAreGoneLeaveTheList() {
        kit.accept("s1", "k1", "COMPLETED", 1);
        kit.accept("s2", "k2", "COMPLETED", 1);
        String keys = kit.journal.names().of("acme");
        kit.journal.redis("DEL", keys + "session:s1");
        // One in eight new ones tidies up, by the time of its making.
        int made = 2;
        do {
            made++;
            kit.accept("s" + made, "k" + made, "COMPLETED", 1);
        } while (made < 500
                && kit.journal.redis("ZCARD", keys + "sessions:acme").toInteger() == made);
        assertThat(made).isLessThan(500);
        assertThat(walk("?limit=200")).hasSize(made - 1).doesNotContain("s1");
        assertThat(kit.journal.redis("PTTL", keys + "sessions:acme").toLong()).isPositive();
    }

    @Test
    void aReadThatWaitsIsAnsweredByTheNextEvent() {
        kit.accept("s1", "k1", "IN_PROGRESS", 10);
        var waiting = kit.getLater("acme", "/v1/sessions/s1?wait=60&after_seq=1");
        await().during(Duration.ofMillis(300)).until(() -> !waiting.isDone());
        long began = System.nanoTime();
        kit.accept("s1", "k2", "COMPLETED", 20);
        var session = waiting.join().json();
        System.out.printf("a waiting read was answered %d ms after the accept began%n", millisSince(began));
        assertThat(session.getString("status")).isEqualTo("COMPLETED");
        assertThat(session.getInteger("sequence")).isEqualTo(2);
        assertThat(millisSince(began)).isLessThan(45_000);
    }

    @Test
    void aReadOfWhatIsKnownAlreadyDoesNotWait() {
        kit.accept("s1", "k1", "IN_PROGRESS", 10);
        long began = System.nanoTime();
        assertThat(kit.get("/v1/sessions/s1?wait=60&after_seq=0").status()).isEqualTo(200);
        assertThat(kit.get("/v1/sessions/unknown?wait=60").status()).isEqualTo(404);
        assertThat(millisSince(began)).isLessThan(45_000);
    }

    @Test
    void aWaitThatIsOverAnswersWhatThereIs() {
        kit.accept("s1", "k1", "IN_PROGRESS", 10);
        long began = System.nanoTime();
        var session = kit.get("/v1/sessions/s1?wait=1").json();
        assertThat(session.getInteger("sequence")).isEqualTo(1);
        assertThat(millisSince(began)).isBetween(900L, 45_000L);
    }

    @Test
    void moreWaitsThanAllowedAreRefusedAndClosingAnswersTheOthers() {
        kit.accept("s1", "k1", "IN_PROGRESS", 10);
        var waits = IntStream.range(0, 3)
                .mapToObj(i -> kit.getLater("acme", "/v1/sessions/s1?wait=20"))
                .toList();
        await().untilAsserted(() ->
                assertThat(kit.get("/v1/sessions/s1?wait=1").status()).isEqualTo(429));
        await(kit.sessions.close());
        waits.forEach(wait -> assertThat(wait.join().status()).isEqualTo(200));
    }

    @Test
    void anotherTenantsSessionIsNoSession() {
        kit.accept("s1", "k1", "COMPLETED", 1);
        var theirs = kit.get(ViewKit.OTHER, "/v1/sessions/s1");
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(kit.get(ViewKit.OTHER, "/v1/sessions/s1?wait=20").faults()).isEqualTo(theirs.faults());
        assertThat(kit.get(ViewKit.OTHER, "/v1/sessions/nobodys").faults()).isEqualTo(theirs.faults());
        assertThat(kit.get(ViewKit.OTHER, "/v1/sessions").data()).isEmpty();
    }

    @Test
    void everyFaultOfAQuestionIsNamedAtOnce() {
        assertThat(kit.get("/v1/sessions?status=done&cursor=WyJ4Il0&limit=201&x=1")
                        .faults())
                .hasSize(4);
        assertThat(kit.get("/v1/sessions/s1?wait=61&after_seq=-1").faults()).hasSize(2);
        assertThat(kit.get("/v1/sessions/s1?after_seq=1").faults()).hasSize(1);
    }

    @Test
    void theBooksOfADayAddUpAndNameFirstAndLast() {
        var first = kit.accept("acme", "s1", "k1", "IN_PROGRESS", 1, "a", "b");
        await(kit.journal.journal().settle(first.grants().get(0), DeliveryOutcome.delivered(OK), 0));
        await(kit.journal.journal().settle(first.grants().get(1), DeliveryOutcome.dead(FAILED), 0));
        var last = kit.accept("acme", "s2", "k2", "COMPLETED", 2, "a");
        var lines = kit.get("/v1/statement").json().getJsonArray("endpoints");
        assertThat(lines).hasSize(2);
        var a = lines.getJsonObject(0);
        assertThat(a.getString("endpoint")).isEqualTo("a");
        assertThat(List.of(a.getInteger("accepted"), a.getInteger("delivered"), a.getInteger("pending")))
                .containsExactly(2, 1, 1);
        assertThat(a.getJsonObject("first").getString("event")).isEqualTo(first.eventId());
        assertThat(a.getJsonObject("last").getString("event")).isEqualTo(last.eventId());
        assertThat(a.getJsonObject("last").getString("session")).isEqualTo("s2");
        assertThat(lines.getJsonObject(1).getInteger("dead")).isEqualTo(1);

        kit.post("/v1/deliveries/" + first.eventId() + ":b/retry", new JsonObject());
        var b = kit.get("/v1/statement").json().getJsonArray("endpoints").getJsonObject(1);
        assertThat(b.getJsonObject("replays").getInteger("pending")).isEqualTo(1);
        assertThat(kit.get(ViewKit.OTHER, "/v1/statement").json().getJsonArray("endpoints"))
                .isEmpty();
        assertThat(kit.get("/v1/statement?day=2020-01-01").json().getJsonArray("endpoints"))
                .isEmpty();
        assertThat(kit.get("/v1/statement?day=monday").status()).isEqualTo(400);
    }

    private static long millisSince(long moment) {
        return (System.nanoTime() - moment) / 1_000_000;
    }

    private List<String> walk(String query) {
        var all = new ArrayList<String>();
        String cursor = "";
        JsonObject page;
        do {
            page = kit.get("/v1/sessions" + query + cursor).json();
            page.getJsonArray("data").forEach(one -> all.add(((JsonObject) one).getString("session_id")));
            cursor = "&cursor=" + page.getString("next");
        } while (page.getBoolean("has_more"));
        return all;
    }
}
