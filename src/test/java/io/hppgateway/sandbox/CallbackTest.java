package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CallbackTest extends SandboxFixture {
    private CallbackReceiver shop;

    @BeforeEach
    void openShop() throws Exception {
        shop = new CallbackReceiver(vertx);
    }

    @AfterEach
    void closeShop() throws Exception {
        shop.close();
    }

    @Test
    void tellsTheMerchantWhatAReadAnswers() {
        var id = hosted("/cb?sid={{session_id}}");
        acme.act(id, "pay");
        await().until(() -> shop.received().size() == 1);
        var call = shop.received().get(0);

        assertThat(call.uri()).isEqualTo("/cb?sid=" + id);
        assertThat(call.contentType()).isEqualTo("application/json");
        assertThat(call.eventId()).isNotEmpty();
        assertThat(call.body().getJsonObject("session")).isEqualTo(acme.read(id));
    }

    @Test
    void fillsTheOrderIdButNoTokenIn() {
        var url = shop.url("/cb?order={{order_id}}&token={{authorization_token}}");
        var fields = SandboxClient.urls("status_update", url)
                .put("options", new JsonObject().put("place_order_mode", "PLACE_ORDER"));
        var id = acme.hosted(fields).getString("session_id");
        var orderId = acme.act(id, "pay").json().getString("order_id");
        await().until(() -> shop.received().size() == 1);

        assertThat(shop.received().get(0).uri()).isEqualTo("/cb?order=" + orderId + "&token={{authorization_token}}");
    }

    @Test
    void tellsOfEveryActionOnceWithATimeOfItsOwn() {
        var id = hosted("/cb");
        for (var action : List.of("open", "open", "decline", "back", "error", "open", "cancel")) {
            acme.act(id, action);
        }
        await().until(() -> shop.received().size() == 6);

        assertThat(shop.statuses())
                .containsExactlyInAnyOrder("IN_PROGRESS", "FAILED", "BACK", "ERROR", "IN_PROGRESS", "CANCELLED");
        assertThat(updates()).doesNotHaveDuplicates();
    }

    @Test
    void saysNothingOfADisabledOrExpiredSession() {
        var disabled = hosted("/cb");
        acme.delete("/hpp/v1/sessions/" + disabled);
        acme.act(hosted("/cb"), "expire");
        acme.act(hosted("/cb"), "pay");
        await().until(() -> !shop.received().isEmpty());

        assertThat(shop.statuses()).containsExactly("COMPLETED");
    }

    @Test
    void callsFourTimesWithOneEventIdAndNeverAgain() {
        shop.answers(CallbackReceiver.status(500));
        var id = hosted("/cb");
        acme.act(id, "pay");

        await().until(() -> attempts(id) == 4);
        await().during(RETRY.multipliedBy(5)).until(() -> attempts(id) == 4);
        assertThat(shop.received().stream().map(CallbackReceiver.Received::eventId))
                .hasSize(4)
                .containsOnly(shop.received().get(0).eventId());
    }

    @Test
    void callsAgainWhenTheMerchantDoesNotAnswerInTime() {
        var late = CallbackReceiver.silence();
        var prompt = CallbackReceiver.status(200);
        shop.answers(request -> (shop.received().size() == 1 ? late : prompt).accept(request));
        var id = hosted("/cb");
        acme.act(id, "pay");

        await().until(() -> attempts(id) == 2);
        assertThat(attemptsOf(id).get(0).getString("error")).contains("2000");
        assertThat(attemptsOf(id).get(1).getInteger("http_status")).isEqualTo(200);
    }

    @Test
    void callsAgainWhenNobodyListens() throws Exception {
        var id = hosted("/cb");
        shop.close();
        acme.act(id, "pay");

        await().until(() -> attempts(id) == 4);
        assertThat(attemptsOf(id)).allMatch(attempt -> attempt.containsKey("error"));
    }

    @Test
    void dropsAnEvent() {
        nobody.fault(new JsonObject().put("drop", true).put("times", 1));
        var id = hosted("/cb");
        acme.act(id, "open");
        acme.act(id, "pay");
        await().until(() -> attempts(id) == 2);

        assertThat(shop.statuses()).containsExactly("COMPLETED");
        assertThat(attemptsOf(id).get(0).getString("error")).contains("dropped");
    }

    @Test
    void deliversAnEventMoreThanOnce() {
        nobody.fault(new JsonObject().put("duplicate", 2));
        acme.act(hosted("/cb"), "pay");
        await().until(() -> shop.received().size() == 3);

        assertThat(shop.received().stream().map(CallbackReceiver.Received::eventId))
                .containsOnly(shop.received().get(0).eventId());
    }

    @Test
    void deliversAnEventAfterTheNext() {
        nobody.fault(new JsonObject().put("reorder", true).put("times", 1));
        var id = hosted("/cb");
        acme.act(id, "open");
        acme.act(id, "pay");
        await().until(() -> shop.received().size() == 2);

        assertThat(shop.statuses()).containsExactly("COMPLETED", "IN_PROGRESS");
    }

    @Test
    void deliversAnEmptyBody() {
        nobody.fault(new JsonObject().put("target", "callback").put("empty", true));
        acme.act(hosted("/cb"), "pay");
        await().until(() -> !shop.received().isEmpty());

        assertThat(shop.received().get(0).body()).isEqualTo(new JsonObject());
    }

    @Test
    void deliversLate() {
        nobody.fault(new JsonObject().put("target", "callback").put("latency_ms", 300));
        var id = hosted("/cb");
        var paidAt = instant(acme.act(id, "pay").json(), "updated_at");
        await().until(() -> attempts(id) == 1);

        assertThat(instant(attemptsOf(id).get(0), "at")).isAfterOrEqualTo(paidAt.plusMillis(300));
    }

    @Test
    void breaksTheCallbacksOfOneMerchantAndPathOnly() {
        nobody.fault(new JsonObject().put("drop", true).put("merchant", "globex"));
        nobody.fault(new JsonObject().put("drop", true).put("path", "/other"));
        acme.act(hosted("/cb"), "pay");

        await().until(() -> shop.received().size() == 1);
    }

    private String hosted(String path) {
        return acme.hosted(SandboxClient.urls("status_update", shop.url(path))).getString("session_id");
    }

    private List<String> updates() {
        return shop.received().stream()
                .map(call -> call.body().getJsonObject("session").getString("updated_at"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static Instant instant(JsonObject json, String field) {
        return Instant.parse(json.getString(field));
    }

    private static long attempts(String sessionId) {
        return attemptsOf(sessionId).size();
    }

    private static List<JsonObject> attemptsOf(String sessionId) {
        return nobody.get("/sandbox/v1/callbacks").json().getJsonArray("callbacks").stream()
                .map(JsonObject.class::cast)
                .filter(attempt -> attempt.getString("session_id").equals(sessionId))
                .toList();
    }
}
