package io.hppgateway.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShopWebhooksTest {
    @AutoClose
    private final OpenShop open = new OpenShop();

    @Test
    void a_signed_webhook_changes_the_order() {
        var order = open.buy();

        assertThat(open.deliver("msg-1", "hpp-1", 1, "COMPLETED").statusCode()).isEqualTo(204);
        assertThat(statusOf(order)).isEqualTo("COMPLETED");
        assertThat(open.received("").get(0).getMap())
                .containsEntry("n", 1)
                .containsEntry("tenant", "acme")
                .containsEntry("webhook_id", "msg-1")
                .containsEntry("attempt", "1")
                .containsEntry("type", "session.completed")
                .containsEntry("sequence", 1)
                .containsEntry("session_id", "hpp-1")
                .containsEntry("status", "COMPLETED")
                .containsEntry("verified_signature", true)
                .containsEntry("duplicate", false)
                .containsEntry("answered", 204);
    }

    @Test
    void both_secrets_are_good_while_one_replaces_the_other() {
        var body = OpenShop.event("hpp-1", 1, "COMPLETED");

        assertThat(open.deliver("acme", OpenShop.ACME_OLD_SECRET, "msg-1", Instant.now(), body)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void a_wrong_signature_is_refused_and_recorded() {
        var order = open.buy();
        var answer = open.deliver(
                "acme", OpenShop.GLOBEX_SECRET, "msg-1", Instant.now(), OpenShop.event("hpp-1", 1, "COMPLETED"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("No matching signature");
        assertThat(statusOf(order)).isEqualTo("waiting for Klarna");
        assertThat(open.received("").get(0).getMap())
                .containsEntry("verified_signature", false)
                .containsEntry("answered", 400);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 330})
    void a_timestamp_too_far_from_now_is_refused(long seconds) {
        var signedAt = Instant.now().plusSeconds(seconds);
        var answer =
                open.deliver("acme", OpenShop.ACME_SECRET, "msg-1", signedAt, OpenShop.event("hpp-1", 1, "COMPLETED"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("timestamp too");
    }

    @Test
    void a_webhook_without_headers_is_refused() {
        var answer = open.post("/webhooks/acme", "application/json", OpenShop.event("hpp-1", 1, "COMPLETED"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Missing required headers");
    }

    @Test
    void a_shop_that_is_not_here_is_404() {
        assertThat(open.post("/webhooks/nobody", "application/json", "{}").statusCode())
                .isEqualTo(404);
    }

    @Test
    void the_later_sequence_wins_whatever_arrives_last() {
        var order = open.buy();
        open.deliver("msg-2", "hpp-1", 2, "COMPLETED");
        open.deliver("msg-1", "hpp-1", 1, "IN_PROGRESS");

        assertThat(statusOf(order)).isEqualTo("COMPLETED");
    }

    @Test
    void a_duplicate_is_recorded_but_does_not_count() {
        var order = open.buy();
        open.deliver("msg-1", "hpp-1", 1, "COMPLETED");

        assertThat(open.deliver("msg-1", "hpp-1", 9, "FAILED").statusCode()).isEqualTo(204);
        assertThat(statusOf(order)).isEqualTo("COMPLETED");
        assertThat(open.received(""))
                .extracting(entry -> entry.getBoolean("duplicate"))
                .containsExactly(false, true);
    }

    @Test
    void another_shops_webhook_does_not_move_this_shops_order() {
        var order = open.buy();
        open.deliver("globex", OpenShop.GLOBEX_SECRET, "msg-1", Instant.now(), OpenShop.event("hpp-1", 1, "COMPLETED"));

        assertThat(statusOf(order)).isEqualTo("waiting for Klarna");
    }

    @Test
    void a_webhook_that_overtakes_the_answer_to_its_purchase_still_counts() {
        open.gateway.beforeAnswer = session -> open.deliverLater("msg-1", session, 1, "COMPLETED");

        assertThat(statusOf(open.buy())).isEqualTo("COMPLETED");
    }

    @Test
    void an_unknown_session_and_a_strange_body_are_received_all_the_same() {
        open.deliver("msg-1", "hpp-unknown", 1, "COMPLETED");

        for (var body : List.of("[]", "nonsense", "{\"type\":7,\"data\":\"x\"}", "")) {
            var answer = open.deliver("acme", OpenShop.ACME_SECRET, "msg-" + body.length(), Instant.now(), body);
            assertThat(answer.statusCode()).isEqualTo(204);
        }
        assertThat(open.received("")).hasSize(5);
    }

    @Test
    void received_can_be_narrowed() {
        open.deliver("msg-1", "hpp-1", 1, "IN_PROGRESS");
        open.deliver("msg-2", "hpp-2", 1, "COMPLETED");
        open.deliver("globex", OpenShop.GLOBEX_SECRET, "msg-1", Instant.now(), OpenShop.event("hpp-1", 1, "COMPLETED"));

        assertThat(open.received("?tenant=acme")).hasSize(2);
        assertThat(open.received("?session=hpp-1")).hasSize(2);
        assertThat(open.received("?tenant=acme&session=hpp-1&after=0")).hasSize(1);
        assertThat(open.received("?after=2"))
                .extracting(entry -> entry.getInteger("n"))
                .containsExactly(3);
        assertThat(open.get("/received?after=x").statusCode()).isEqualTo(400);
    }

    @Test
    void a_receiver_told_to_fail_does_so_and_takes_the_retry_as_new() {
        var order = open.buy();
        open.post("/webhooks-behaviour", "application/json", "{\"status\":500,\"times\":2}");

        var answers = new ArrayList<Integer>();
        for (int attempt = 0; attempt < 3; attempt++) {
            answers.add(open.deliver("msg-1", "hpp-1", 1, "COMPLETED").statusCode());
        }

        assertThat(answers).containsExactly(500, 500, 204);
        assertThat(statusOf(order)).isEqualTo("COMPLETED");
        assertThat(open.received(""))
                .extracting(entry -> entry.getBoolean("duplicate"))
                .containsExactly(false, false, false);
    }

    @Test
    void a_receiver_told_to_be_slow_is_slow_until_it_is_reset() {
        open.post("/webhooks-behaviour", "application/json", "{\"latency_ms\":300}");
        var before = Instant.now();
        open.deliver("msg-1", "hpp-1", 1, "COMPLETED");
        assertThat(Duration.between(before, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(300));

        open.post("/webhooks-behaviour", "application/json", "{\"status\":503}");
        assertThat(open.deliver("msg-2", "hpp-1", 2, "COMPLETED").statusCode()).isEqualTo(503);
        assertThat(open.delete("/webhooks-behaviour").statusCode()).isEqualTo(204);
        assertThat(open.deliver("msg-2", "hpp-1", 2, "COMPLETED").statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{\"status\":99}", "{\"times\":0}", "{\"latency_ms\":-1}", "{\"status\":\"x\"}", "[]", "no"})
    void impossible_behaviour_is_refused(String body) {
        assertThat(open.post("/webhooks-behaviour", "application/json", body).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a_live_page_gets_each_webhook_that_counts_once() throws InterruptedException {
        var order = open.buy();
        var lines = open.follow(order, "");
        assertThat(take(lines)).isEqualTo("retry: 1000");

        open.deliver("msg-1", "hpp-1", 1, "IN_PROGRESS");
        open.deliver("msg-1", "hpp-1", 1, "IN_PROGRESS");
        open.deliver("msg-2", "hpp-1", 2, "COMPLETED");

        assertThat(data(lines).getMap())
                .containsEntry("webhook_id", "msg-1")
                .containsEntry("order_status", "IN_PROGRESS");
        var second = data(lines);
        assertThat(second.getMap())
                .containsEntry("webhook_id", "msg-2")
                .containsEntry("order_status", "COMPLETED")
                .containsEntry("verified", true)
                .containsEntry("sequence", 2);
        assertThat(second.getString("signature")).startsWith("v1,");
    }

    @Test
    void a_live_page_resumes_after_the_last_event_it_saw() throws InterruptedException {
        var order = open.buy();
        open.deliver("msg-1", "hpp-1", 1, "IN_PROGRESS");
        open.deliver("msg-2", "hpp-1", 2, "COMPLETED");

        assertThat(data(open.follow(order, "1")).getString("webhook_id")).isEqualTo("msg-2");
        assertThat(data(open.follow(order, "garbage")).getString("webhook_id")).isEqualTo("msg-1");
    }

    @Test
    void closing_the_shop_ends_its_live_pages() throws InterruptedException {
        var lines = open.follow(open.buy(), "");
        take(lines);

        open.shop
                .close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        take(lines); // the blank line that ends the first frame
        assertThat(take(lines)).isEqualTo(Lines.END);
    }

    private String statusOf(String order) {
        return open.get(order).body().replaceAll("(?s).*id=\"status\"[^>]*>([^<]*)<.*", "$1");
    }

    private static JsonObject data(BlockingQueue<String> lines) throws InterruptedException {
        var line = take(lines);
        while (!line.startsWith("data: ")) {
            line = take(lines);
        }
        return new JsonObject(line.substring("data: ".length()));
    }

    private static String take(BlockingQueue<String> lines) throws InterruptedException {
        var line = lines.poll(60, TimeUnit.SECONDS);
        return line == null ? Lines.END : line;
    }
}
