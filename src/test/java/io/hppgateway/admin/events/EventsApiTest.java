package io.hppgateway.admin.events;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.admin.events.ViewKit.Answer;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrivals;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EventsApiTest {
    private final Vertx vertx = Vertx.vertx();
    private final ViewKit kit = new ViewKit(vertx, ViewKit.QUICK);

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aWalkOverAThousandEventsIsWholeAndInOrder() {
        var accepted = acceptMany(1000, 40);
        long began = System.nanoTime();
        List<JsonObject> walked = walk("/v1/events?limit=37");
        System.out.printf("walked %d events in %d ms%n", walked.size(), (System.nanoTime() - began) / 1_000_000);
        var ids = walked.stream().map(event -> event.getString("id")).toList();
        assertThat(new HashSet<>(ids)).hasSize(1000);
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        accepted.stream().map(Acceptance::eventId).toList());
        var last = new HashMap<String, Integer>();
        for (var event : walked) {
            var data = event.getJsonObject("data");
            String session = data.getJsonObject("session").getString("session_id");
            assertThat(data.getInteger("sequence")).isEqualTo(last.merge(session, 1, Integer::sum));
        }
    }

    @Test
    void theLastCursorGoesOnWhenThereIsSomethingNew() {
        kit.accept("s1", "k1", "IN_PROGRESS", 1);
        var first = kit.get("/v1/events").json();
        assertThat(first.getBoolean("has_more")).isFalse();
        String next = first.getString("next");
        assertThat(kit.get("/v1/events?after=" + next).data()).isEmpty();
        String second = kit.accept("s1", "k2", "COMPLETED", 2).eventId();
        assertThat(kit.get("/v1/events?after=" + next).data())
                .extracting(event -> event.getString("id"))
                .containsExactly(second);
    }

    @Test
    void anEventHasTheShapeOfItsWebhookAndItsId() {
        String id = kit.accept("s1", "k1", "COMPLETED", 1).eventId();
        var event = kit.get("/v1/events/" + id);
        assertThat(event.json().fieldNames()).containsExactly("id", "type", "timestamp", "data");
        assertThat(event.json().getJsonObject("data").fieldNames())
                .containsExactly("event_id", "tenant", "sequence", "source", "verified", "outdated", "session");
        // Klarna's own bytes, white space included.
        assertThat(event.text())
                .contains("\"session\":{\"session_id\":\"s1\",\"status\":\"COMPLETED\",  \"ümlaut\":true}");
        assertThat(kit.get("/v1/events").data()).containsExactly(event.json());
    }

    @Test
    void typeAndSessionChooseEvents() {
        kit.accept("s1", "k1", "IN_PROGRESS", 1);
        String done = kit.accept("s1", "k2", "COMPLETED", 2).eventId();
        String other = kit.accept("s2", "k3", "IN_PROGRESS", 1).eventId();
        assertThat(ids("/v1/events?type=session.completed,session.failed")).containsExactly(done);
        assertThat(ids("/v1/events?type=session.c*")).containsExactly(done);
        assertThat(ids("/v1/events?session=s2")).containsExactly(other);
        assertThat(ids("/v1/events?session=s2&type=session.completed")).isEmpty();
        assertThat(ids("/v1/events?type=session.*")).hasSize(3);
    }

    @Test
    void aWalkWithAFilterFindsWhatIsFarApart() {
        acceptMany(1500, 1);
        String wanted = kit.accept("far", "kx", "COMPLETED", 1).eventId();
        var first = kit.get("/v1/events?session=far").json();
        assertThat(first.getJsonArray("data")).isEmpty(); // after 1000 looks it gives up for now, and says so
        assertThat(first.getBoolean("has_more")).isTrue();
        assertThat(walk("/v1/events?session=far"))
                .extracting(event -> event.getString("id"))
                .containsExactly(wanted);
    }

    @Test
    void aPageOfLargeEventsIsShorterAndTheWalkStillWhole() {
        for (int i = 0; i < 40; i++) {
            kit.accept(ViewKit.large("s" + i, "k" + i, 60_000), "a");
        }
        var first = kit.get("/v1/events?limit=200").json();
        assertThat(first.getJsonArray("data")).hasSizeBetween(10, 25);
        assertThat(walk("/v1/events?limit=200")).hasSize(40);
    }

    @Test
    void everyFaultOfAQuestionIsNamedAtOnce() {
        var answer = kit.get("/v1/events?after=yesterday&limit=0&type=a,,b&session=a%20b&sort=x&limit=3");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.faults())
                .hasSize(6)
                .anyMatch(fault -> fault.startsWith("after must"))
                .anyMatch(fault -> fault.startsWith("limit must be given once"))
                .anyMatch(fault -> fault.startsWith("limit must be a whole number"))
                .anyMatch(fault -> fault.startsWith("type must"))
                .anyMatch(fault -> fault.startsWith("session must"))
                .anyMatch(fault -> fault.startsWith("sort is not known"));
    }

    @Test
    void anotherTenantsEventIsNoEvent() {
        String id = kit.accept("s1", "k1", "COMPLETED", 1).eventId();
        Answer theirs = kit.get(ViewKit.OTHER, "/v1/events/" + id);
        Answer nobodys = kit.get(ViewKit.OTHER, "/v1/events/evt_nobody");
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.faults()).isEqualTo(nobodys.faults());
        assertThat(kit.get(ViewKit.OTHER, "/v1/events").data()).isEmpty();
    }

    @Test
    void whatNoKeyOpensIsShownAsUnreadable() {
        String id = kit.accept("s1", "k1", "COMPLETED", 1).eventId();
        kit.journal.redis("HSET", kit.journal.names().of("acme") + "event:" + id, "content", "sealed by nobody");
        var data = kit.get("/v1/events").data().get(0).getJsonObject("data");
        assertThat(data.getValue("session")).isNull();
        assertThat(data.getBoolean("unreadable")).isTrue();
        assertThat(data.getString("event_id")).isEqualTo(id);
    }

    private List<Acceptance> acceptMany(int count, int sessions) {
        List<Future<Acceptance>> all = IntStream.range(0, count)
                .mapToObj(i -> kit.journal
                        .journal()
                        .accept(
                                Arrivals.of("acme", "s" + i % sessions, "k" + i, "IN_PROGRESS", i),
                                Arrivals.subscribed("acme", "a")))
                .toList();
        await(Future.all(all));
        return all.stream().map(Future::result).toList();
    }

    private List<String> ids(String path) {
        return kit.get(path).data().stream().map(event -> event.getString("id")).toList();
    }

    private List<JsonObject> walk(String path) {
        var all = new ArrayList<JsonObject>();
        JsonObject page;
        String after = "0-0";
        do {
            page = kit.get(path + "&after=" + after).json();
            page.getJsonArray("data").forEach(event -> all.add((JsonObject) event));
            after = page.getString("next");
        } while (page.getBoolean("has_more"));
        return all;
    }
}
