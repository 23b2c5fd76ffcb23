package io.hppgateway;

import static io.hppgateway.CallbackDoorTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ledgers, what got a 200 at the callback door and what the receiver saw, while things break. */
final class NothingLostTest {
    private static final Map<String, String> QUICK = Map.of("HPP_REDIS_COMMAND_TIMEOUT", "2s");

    @Test
    void withEveryMessageOfTheEventBusDroppedWebhooksStillArrive() {
        try (var kit = GatewayKit.start()) {
            kit.node().vertx().eventBus().addOutboundInterceptor(message -> {});

            var sessions =
                    IntStream.range(0, 20).mapToObj(i -> kit.hosted(kit.acme())).toList();
            sessions.forEach(session -> kit.klarna().act(session, "pay"));

            for (String session : sessions) {
                kit.hooks().awaitOne("/acme", session, "session.completed").isSignedWith(KitTenants.ACME_HOOKS);
            }
        }
    }

    @Test
    void aSessionMadeWhileRedisWentAwayIsRecordedOnceItIsBack() {
        var redis = TestRedis.own();
        try (var kit = GatewayKit.start(redis.url(), QUICK)) {
            var create = new JsonObject().put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));
            kit.klarna().fault("/hpp/v1/sessions", "latency_ms", 2000);
            var creating = CompletableFuture.supplyAsync(() -> kit.acme().post("/hpp/v1/sessions", create));
            await().until(() -> !kit.klarna().calls("POST", "/hpp/v1/sessions").isEmpty());
            redis.kill();
            var created = creating.join();
            assertThat(created.status()).isEqualTo(201);

            redis.restart();

            String path = "/hpp/v1/sessions/" + created.json().getString("session_id");
            await().until(() -> kit.acme().get(path).status() == 200);
        } finally {
            redis.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "hanging"})
    void whatGotA200WhileRedisBrokeIsDeliveredAndTheRestIsTakenAfterwards(String how) {
        var redis = TestRedis.own();
        try (var kit = GatewayKit.start(redis.url(), QUICK)) {
            var links = links(kit, 60);
            var first = callAll(kit, links, "IN_PROGRESS", "2026-01-01T10:00:00.000Z");
            first.get(first.size() / 3).join();

            breakRedis(redis, how);
            var second = callAll(kit, links, "FAILED", "2026-01-01T10:00:01.000Z");
            var statuses = new ArrayList<Integer>();
            first.forEach(answer -> statuses.add(answer.join()));
            second.forEach(answer -> statuses.add(answer.join()));
            assertThat(statuses).containsOnly(200, 503).contains(503);
            String some = links.keySet().iterator().next();
            kit.acme().get("/hpp/v1/sessions/" + some).isProblem(503, "SERVICE_UNAVAILABLE");

            mend(redis, how);
            awaitReady(kit);
            assertThat(joined(callAll(kit, links, "IN_PROGRESS", "2026-01-01T10:00:00.000Z")))
                    .containsOnly(200);
            assertThat(joined(callAll(kit, links, "FAILED", "2026-01-01T10:00:01.000Z")))
                    .containsOnly(200);
            links.keySet().forEach(session -> bothArrived(kit, session));
            assertThat(kit.hosted(kit.acme())).isNotBlank();
        } finally {
            redis.resume();
            redis.close();
        }
    }

    /** Sessions and their callback links. */
    private static Map<String, String> links(GatewayKit kit, int count) {
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
        var links = new LinkedHashMap<String, String>();
        for (int i = 0; i < count; i++) {
            String session = kit.hosted(kit.acme());
            links.put(session, kit.callbackLink(session));
        }
        return links;
    }

    /** One event for each session; an event that is called again has its id again, as Klarna's have. */
    private static List<CompletableFuture<Integer>> callAll(
            GatewayKit kit, Map<String, String> links, String status, String at) {
        var answers = new ArrayList<CompletableFuture<Integer>>();
        links.forEach((session, link) -> answers.add(kit.nobody()
                .postAsync(
                        link,
                        event(session, status, at)
                                .put("event_id", session + status)
                                .encode())
                .thenApply(ApiClient.Answer::status)));
        return answers;
    }

    private static List<Integer> joined(List<CompletableFuture<Integer>> answers) {
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static void breakRedis(LocalRedis redis, String how) {
        if (how.equals("killed")) {
            redis.kill();
        } else {
            redis.pause();
        }
    }

    private static void mend(LocalRedis redis, String how) {
        if (how.equals("killed")) {
            redis.restart();
        } else {
            redis.resume();
        }
    }

    private static void awaitReady(GatewayKit kit) {
        var management = ApiClient.of(kit.managementUrl());
        await().until(() -> management.get("/health/ready").status() == 200);
    }

    private static void bothArrived(GatewayKit kit, String session) {
        kit.hooks().awaitOne("/acme", session, "session.in_progress");
        kit.hooks().awaitOne("/acme", session, "session.failed");
    }

    @Test
    void aCallbackAtAnyGatewayIsDeliveredWhicheverMadeTheSession() {
        try (var kit = GatewayKit.start()) {
            kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
            var other = kit.open();
            String session = kit.hosted(kit.acme());
            String link = kit.callbackLink(session).replace(kit.url(), other.url());
            var body = event(session, "IN_PROGRESS");

            var answer = kit.nobody().post(link, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(kit.nobody().post(kit.callbackLink(session), body).status())
                    .isEqualTo(200);

            kit.hooks().await("/acme", session, 1);
            var there = ApiClient.of(other.url()).authorized("Bearer " + KitTenants.ACME_KEY);
            assertThat(there.delete("/hpp/v1/sessions/" + session).status()).isEqualTo(204);
            assertThat(kit.hooks().await("/acme", session, 2).get(1).type()).isEqualTo("session.disabled");
        }
    }
}
