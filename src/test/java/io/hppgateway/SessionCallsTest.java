package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disable, distribute, and what stands where a session's id should. */
final class SessionCallsTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    private static String path(String session) {
        return "/hpp/v1/sessions/" + session;
    }

    @Test
    void aDisabledSessionIsToldToTheWebhooksAndNotToItsOwnStatusUpdate() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own?sid={{session_id}}");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");

        var answer = kit.acme().delete(path(session));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.text()).isEmpty();
        var hook = kit.hooks().awaitOne("/acme", session, "session.disabled");
        hook.isSignedWith(KitTenants.ACME_HOOKS);
        assertThat(hook.data().getString("source")).isEqualTo("disable");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(hook.session().getString("status")).isEqualTo("DISABLED");
        // A later event has arrived at the same URL by now, and so an earlier one would have.
        String later = kit.hosted(kit.acme(), urls).getString("session_id");
        kit.klarna().act(later, "open");
        kit.hooks().await("/own", later, 1);
        assertThat(kit.hooks().of("/own", session)).isEmpty();
    }

    @Test
    void aSessionDisabledTwiceIsOneEvent() {
        String session = kit.hosted(kit.acme());
        kit.acme().delete(path(session));
        kit.hooks().awaitOne("/acme", session, "session.disabled");

        assertThat(kit.acme().delete(path(session)).status()).isEqualTo(204);

        assertThat(kit.acme().get(path(session)).json().getString("status")).isEqualTo("DISABLED");
        assertThat(kit.hooks().of("/acme", session)).hasSize(1);
    }

    @Test
    void aSessionIsDisabledAlsoWhenKlarnasClockIsAheadOfOurs() {
        String session = kit.hosted(kit.acme());
        String ahead =
                Instant.now().plusSeconds(120).truncatedTo(ChronoUnit.MILLIS).toString();
        var news = CallbackDoorTest.event(session, "IN_PROGRESS", ahead);
        assertThat(kit.nobody().post(kit.callbackLink(session), news).status()).isEqualTo(200);
        kit.hooks().awaitOne("/acme", session, "session.in_progress");

        assertThat(kit.acme().delete(path(session)).status()).isEqualTo(204);

        var hook = kit.hooks().awaitOne("/acme", session, "session.disabled");
        assertThat(hook.data().getBoolean("outdated")).isFalse();
        assertThat(hook.session().getString("updated_at")).isEqualTo(ahead);
        var read = kit.acme().get(path(session));
        assertThat(read.header("Hpp-Cache")).as("it is final").isEqualTo("hit");
        assertThat(read.json().getString("status")).isEqualTo("DISABLED");
    }

    @Test
    void aCompletedSessionIsNotDisabledAndKlarnaSaysSo() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");

        var answer = kit.acme().delete(path(session));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Klarna-Correlation-Id")).isNotBlank();
        assertThat(kit.acme().get(path(session)).json().getString("status")).isEqualTo("COMPLETED");
        assertThat(kit.hooks().of("/acme", session))
                .noneSatisfy(hook -> assertThat(hook.type()).isEqualTo("session.disabled"));
    }

    @Test
    void aDistributionGoesToKlarnaAsItIs() {
        String session = kit.hosted(kit.acme());
        var body = new JsonObject()
                .put("method", "email")
                .put("template", "INSTORE_PURCHASE")
                .put("contact_information", new JsonObject().put("email", "a@b.example"))
                .put("x_new", 1);

        var answer = kit.acme().post(path(session) + "/distribution", body);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(kit.klarna().call("POST", path(session) + "/distribution").getJsonObject("body"))
                .isEqualTo(body);
    }

    @Test
    void klarnasAnswerToABadDistributionIsPassedOn() {
        String session = kit.hosted(kit.acme());

        var answer = kit.acme().post(path(session) + "/distribution", "not json");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Klarna-Correlation-Id")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ",
                "DELETE ",
                "POST /distribution",
                "POST /distribution-module/token",
                "GET /manual-id-check"
            })
    void nothingCanBeDoneToAnotherTenantsSession(String methodAndEnd) {
        String session = kit.hosted(kit.acme());
        kit.klarna().forgetCalls();
        var parts = methodAndEnd.split(" ", -1);

        var anothers = kit.globex().send(parts[0], path(session) + parts[1], BodyPublishers.ofString("{}"));
        var unknown = kit.globex().send(parts[0], path("never-was") + parts[1], BodyPublishers.ofString("{}"));

        anothers.isProblem(404, "NOT_FOUND");
        assertThat(anothers.withoutCorrelation()).isEqualTo(unknown.withoutCorrelation());
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2f",
                "..%2F..%2Fpayments%2Fv1",
                "%2e%2e",
                "%00",
                "a%0d%0aX-Evil:1",
                "%E2%9C%93",
                "a%20b",
                "%7B%7D",
                "a*",
                "a:b",
                "{session}",
                "%25",
                "a/b",
                "%C3%28"
            })
    void anIdThatCannotBeOneIs404AndReachesNobody(String id) {
        var answer = RawHttp.call(kit.url(), "GET /hpp/v1/sessions/" + id, KitTenants.ACME_KEY, "");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("\"error_code\":\"NOT_FOUND\"");
        kit.klarna().nothingArrived();
    }

    @Test
    void anIdOf200CharactersIs404() {
        kit.acme().get(path("a".repeat(200))).isProblem(404, "NOT_FOUND");

        kit.klarna().nothingArrived();
    }

    @Test
    void anIdOf10KibIs414InTheSameShape() {
        kit.acme().get(path("a".repeat(10 * 1024))).isProblem(414, "URI_TOO_LONG");

        kit.klarna().nothingArrived();
    }
}
