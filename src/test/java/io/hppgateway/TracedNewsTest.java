package io.hppgateway;

import static io.hppgateway.TracedWorld.CLIENT;
import static io.hppgateway.TracedWorld.ERROR;
import static io.hppgateway.TracedWorld.INTERNAL;
import static io.hppgateway.TracedWorld.SERVER;
import static io.hppgateway.TracedWorld.SPOKEN;
import static io.hppgateway.TracedWorld.about;
import static io.hppgateway.TracedWorld.named;
import static io.hppgateway.TracedWorld.newTrace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector hears of news, from who told them to every attempt to tell a tenant. */
final class TracedNewsTest {
    private static final String URL_TOKEN = "secret-token-in-a-url";

    private static TracedWorld world;

    @BeforeAll
    static void open() {
        world = new TracedWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    @BeforeEach
    void healTheReceivers() {
        world.kit.hooks().answer(hook -> 200);
    }

    @Test
    void aCallbackGoesThroughItsAcceptanceToEveryAttempt() {
        var refused = ConcurrentHashMap.newKeySet();
        world.kit.hooks().answer(hook -> refused.add(hook.header("webhook-id")) ? 503 : 200);
        String session = world.kit.hosted(world.kit.acme());
        world.kit.klarna().act(session, "pay");
        var hooks = world.kit.hooks().await("/acme", session, 2);

        var attempts = world.collector.await(2, about(session, "POST webhook"));
        var callback = world.collector.awaitOne(about(session, "POST /callbacks/v1/:tenant/:link"));
        assertThat(callback.kind()).isEqualTo(SERVER);
        assertThat(callback.parent()).isEmpty();
        assertThat(callback.attributes())
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("http.response.status_code", 200L);
        var readBack = world.collector.awaitOne(about(session, "read back"));
        assertThat(readBack.parent()).isEqualTo(callback.id());
        var read = world.collector.awaitOne(named(callback.trace(), "GET /hpp/v1/sessions/{id}"));
        assertThat(read.parent()).isEqualTo(readBack.id());
        assertThat(world.lastCall("GET", "/hpp/v1/sessions/" + session).getString("traceparent"))
                .isEqualTo(read.traceparent());
        var accept = world.collector.awaitOne(about(session, "accept"));
        assertThat(accept.kind()).isEqualTo(INTERNAL);
        assertThat(accept.parent()).isEqualTo(callback.id());
        assertThat(accept.attributes())
                .containsEntry("hpp.tenant", "acme")
                .containsEntry("hpp.status", "COMPLETED")
                .containsEntry("hpp.event_type", "session.completed")
                .containsEntry("hpp.event_id", hooks.get(0).header("webhook-id"))
                .containsEntry("hpp.source", "callback")
                .containsEntry("hpp.verified", true)
                .containsEntry("hpp.known", false)
                .containsEntry("hpp.sequence", 1L);
        assertThat(attempts).allSatisfy(attempt -> {
            assertThat(attempt.kind()).isEqualTo(CLIENT);
            assertThat(attempt.trace()).isEqualTo(callback.trace());
            assertThat(attempt.parent()).isEqualTo(accept.id());
            assertThat(attempt.attributes())
                    .containsEntry("hpp.endpoint_id", "shop")
                    .containsEntry("hpp.event_id", accept.get("hpp.event_id"))
                    .containsEntry("server.address", "127.0.0.1");
        });
        assertThat(attempts.get(0).status()).isEqualTo(ERROR);
        assertThat(attempts.get(0).attributes())
                .containsEntry("hpp.attempt", 1L)
                .containsEntry("http.response.status_code", 503L)
                .containsEntry("error.type", "503")
                .doesNotContainKey("http.request.resend_count");
        assertThat(attempts.get(1).status()).isZero();
        assertThat(attempts.get(1).attributes())
                .containsEntry("hpp.attempt", 2L)
                .containsEntry("http.request.resend_count", 1L)
                .containsEntry("http.response.status_code", 200L);
        assertThat(hooks)
                .extracting(hook -> hook.header("traceparent"))
                .containsExactly(attempts.get(0).traceparent(), attempts.get(1).traceparent());
    }

    @Test
    void aDisableIsOneTraceFromTheTenantToItsWebhook() {
        String session = world.kit.hosted(world.kit.acme());
        String trace = newTrace();
        world.in(trace, "01").delete("/hpp/v1/sessions/" + session);
        world.kit.hooks().awaitOne("/acme", session, "session.disabled");

        var server = world.collector.awaitOne(named(trace, "DELETE /hpp/v1/sessions/:session"));
        assertThat(server.get("hpp.session_id")).isEqualTo(session);
        var accept = world.collector.awaitOne(named(trace, "accept"));
        assertThat(accept.parent()).isEqualTo(server.id());
        assertThat(world.collector
                        .awaitOne(named(trace, "POST webhook").and(span -> span.status() != ERROR))
                        .parent())
                .isEqualTo(accept.id());
    }

    @Test
    void whatKlarnaNeverToldBeginsATraceOfItsOwn() {
        world.kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
        String session = world.kit.hosted(world.kit.acme());
        world.kit.klarna().act(session, "pay");
        world.kit.hooks().awaitOne("/acme", session, "session.completed");
        world.kit.klarna().heal();

        var accept = world.collector.awaitOne(about(session, "accept"));
        var check = world.collector.awaitOne(span -> span.id().equals(accept.parent()));
        assertThat(check.name()).isEqualTo("reconcile");
        assertThat(check.parent()).isEmpty();
        assertThat(accept.get("hpp.source")).isEqualTo("reconciled");
        assertThat(world.collector
                        .awaitOne(named(check.trace(), "GET /hpp/v1/sessions/{id}"))
                        .parent())
                .isEqualTo(check.id());
    }

    @Test
    void noSecretNoLinkAndNoWordOfACallerIsExported() {
        var urls = GatewayKit.urls("status_update", world.kit.hooks().url() + "/own?t=" + URL_TOKEN);
        String session = world.kit.hosted(world.kit.acme(), urls).getString("session_id");
        String link = world.kit.callbackLink(session);
        var paid = world.kit.klarna().act(session, "pay");
        world.kit.hooks().awaitOne("/acme", session, "session.completed");
        world.kit.hooks().await("/own", session, 1);
        String token = paid.getString("authorization_token");
        world.kit.acme().post("/payments/v1/authorizations/" + token + "/order?" + SPOKEN, GatewayKit.order("SE"));
        world.kit.nobody().post(link + "x", new JsonObject().put("session", paid));
        world.kit.nobody().post(link, "{\"session\":\"" + SPOKEN + "\"}");
        world.kit.acme().with("User-Agent", SPOKEN).get("/hpp/v1/sessions/" + session + "?" + SPOKEN);
        world.collector.awaitOne(span -> span.name().equals("POST /payments/v1/authorizations/{id}/order"));
        world.everythingIsExported();

        String proof = link.substring(link.indexOf("/acme/") + 6, link.indexOf('?'));
        var secrets = new ArrayList<>(KitTenants.SECRETS);
        secrets.addAll(List.of(URL_TOKEN, SPOKEN, token, proof, proof.substring(23), "19880412-2380"));
        secrets.add(ApiClient.base64("PK_acme:" + KitTenants.ACME_PASSWORD));
        assertThat(world.collector.texts()).anySatisfy(text -> assertThat(text).contains(session));
        assertThat(world.collector.texts())
                .allSatisfy(text -> assertThat(secrets)
                        .allSatisfy(secret -> assertThat(text).doesNotContain(secret)));
    }

    @Test
    void anEventAboutAnEndpointIsATraceOfItsOwn() {
        try (var hooks = new WebhookWorld(
                Map.of("HPP_TRACING_ENDPOINT", world.collector.url(), "HPP_WEBHOOK_ALERT_AFTER", "300ms"))) {
            var hourly = new JsonObject().put("schedule", new JsonArray(List.of("0s", "1h")));
            hooks.made(hooks.shop.at("/watcher"));
            hooks.made(hooks.shop.at("/failing", any -> 500), hourly);
            hooks.news();
            var alert = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> hooks.shop.events("/watcher").stream()
                                    .filter(hook ->
                                            hook.json().getString("type").equals("endpoint.failing"))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();

            var attempt = world.collector.awaitOne(span -> span.traceparent().equals(alert.header("traceparent")));
            assertThat(attempt.get("hpp.event_type")).isEqualTo("endpoint.failing");
            assertThat(attempt.attributes()).doesNotContainKey("hpp.session_id");
            var begun = world.collector.awaitOne(span -> span.id().equals(attempt.parent()));
            assertThat(begun.name()).isEqualTo("alert");
            assertThat(begun.parent()).isEmpty();
        }
    }
}
