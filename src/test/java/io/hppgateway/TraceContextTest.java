package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.WebhookShop.Hook;
import io.hppgateway.http.TraceParent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One trace from whoever began it, through the gateway, to whoever hears of it. */
final class TraceContextTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static WebhookWorld world;

    @BeforeAll
    static void open() {
        world = new WebhookWorld();
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static TraceParent trace(Hook hook) {
        return TraceParent.parse(hook.header("traceparent")).orElseThrow();
    }

    private static List<Hook> told(String path, String session) {
        return world.shop.events(path).stream()
                .filter(hook -> session.equals(hook.json()
                        .getJsonObject("data")
                        .getJsonObject("session")
                        .getString("session_id")))
                .toList();
    }

    /** A session of acme, and the callback about it with this header. */
    private static String called(String traceparent) {
        String session = world.kit.hosted(world.acme());
        var body = new JsonObject()
                .put("event_id", "trace-" + session)
                .put(
                        "session",
                        new JsonObject()
                                .put("session_id", session)
                                .put("status", "IN_PROGRESS")
                                .put("updated_at", Instant.now().toString()));
        var answer = world.kit.nobody().with("traceparent", traceparent).post(world.kit.callbackLink(session), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return session;
    }

    @Test
    void everyAttemptIsANewPlaceInTheTraceOfTheCallback() {
        var more = new JsonObject().put("schedule", new JsonArray(List.of("0s", "50ms", "50ms", "50ms")));
        world.made(
                world.shop.at("/third", hook -> hook.header("webhook-attempt").equals("3") ? 204 : 500), more);
        String session = called(CALLERS);
        await().atMost(PATIENCE).until(() -> told("/third", session).size() == 3);

        var places =
                told("/third", session).stream().map(TraceContextTest::trace).toList();
        assertThat(places).extracting(TraceParent::traceId).containsOnly("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(places)
                .extracting(TraceParent::spanId)
                .doesNotHaveDuplicates()
                .doesNotContain("00f067aa0ba902b7");
    }

    @Test
    void aCallbackWithoutAValidPlaceBeginsATraceThatAllEndpointsShare() {
        world.made(world.shop.at("/one"));
        world.made(world.shop.at("/two"));
        String session = called("00-not-valid-at-all");
        await().atMost(PATIENCE)
                .until(() -> told("/one", session).size() == 1
                        && told("/two", session).size() == 1);

        assertThat(trace(told("/one", session).get(0)).traceId())
                .isEqualTo(trace(told("/two", session).get(0)).traceId());
    }

    @Test
    void aTenantsPlaceGoesToKlarna() {
        var traced = world.acme().with("traceparent", CALLERS);
        String session = world.kit.hosted(traced);
        var creates = world.kit.klarna().calls("POST", "/hpp/v1/sessions");

        assertThat(creates.get(creates.size() - 1).getJsonObject("headers").getString("traceparent"))
                .as(session)
                .isEqualTo(CALLERS);
    }
}
