package io.hppgateway;

import static io.hppgateway.CallbackDoorTest.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callbacks for sessions that the gateway has no record of: not yet, or not any more. */
final class CallbackRecoveryTest {
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
    void silence() {
        kit.klarna().reset();
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
    }

    @Test
    void aCallbackThatOvertakesTheAnswerToItsCreateIsDelivered() {
        Promise<Void> released = Promise.promise();
        try (var klarna = new RawUpstream(request -> released.future().onSuccess(go -> answer(request)));
                var slow = GatewayKit.start(TestRedis.url(), Map.of("KIT_SANDBOX_URL", klarna.url()))) {
            var body = GatewayKit.urls("status_update", slow.hooks().url() + "/own")
                    .put("payment_session_url", slow.url() + "/payments/v1/sessions/1");
            var create = slow.acme().postAsync("/hpp/v1/sessions", body.encode());
            await().until(() -> klarna.got().size() == 1);
            String link = new JsonObject(klarna.got().get(0).body())
                    .getJsonObject("merchant_urls")
                    .getString("status_update")
                    .replace("{{session_id}}", "early-1");

            var early = slow.nobody().post(link, event("early-1", "IN_PROGRESS"));

            assertThat(early.status()).as(early.text()).isEqualTo(200);
            assertThat(slow.hooks().await("/acme", "early-1", 1).get(0).type()).isEqualTo("session.in_progress");
            slow.hooks().await("/own", "early-1", 1);
            released.complete();
            assertThat(create.join().status()).isEqualTo(201);
            assertThat(slow.nobody()
                            .post(link, event("early-1", "FAILED", "2026-01-01T10:00:01.000Z"))
                            .status())
                    .isEqualTo(200);
            assertThat(slow.hooks().await("/acme", "early-1", 2).get(1).data().getInteger("sequence"))
                    .isEqualTo(2);
        }
    }

    private static void answer(HttpServerRequest request) {
        request.response()
                .setStatusCode(201)
                .end("{\"session_id\":\"early-1\",\"expires_at\":\"2030-01-01T10:00:00.000Z\"}");
    }

    @Test
    void aRecordThatWasLostIsMadeAgainFromWhatTheCreateLeft() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        String link = kit.callbackLink(session);
        kit.keys("acme", "session:" + session).forEach(key -> kit.redis("DEL", key));

        assertThat(kit.nobody().post(link, event(session, "IN_PROGRESS")).status())
                .isEqualTo(200);

        kit.hooks().await("/acme", session, 1);
        kit.hooks().await("/own", session, 1);
        assertThat(kit.acme().get("/hpp/v1/sessions/" + session).status()).isEqualTo(200);
    }

    @Test
    void aSessionOfWhichNothingIsLeftIsFoundAgainAtKlarnaUnderTheAccountThatHasIt() {
        String session = american();
        String link = kit.callbackLink(session);
        forget("globex", session);

        assertThat(kit.nobody().post(link, event(session, "IN_PROGRESS")).status())
                .isEqualTo(200);

        kit.hooks().await("/globex", session, 1);
        kit.klarna().forgetCalls();
        assertThat(kit.globex().get("/hpp/v1/sessions/" + session).status()).isEqualTo(200);
        assertThat(kit.klarna().call("GET", "/hpp/v1/sessions/" + session).getString("merchant"))
                .isEqualTo("globex-na");
    }

    @Test
    void theAccountThatHasItIsFoundAlsoWhenAnotherOnesHostHangs() {
        String session = american();
        String link = kit.callbackLink(session);
        forget("globex", session);
        kit.klarna()
                .fault(new JsonObject()
                        .put("path", "/hpp/v1/sessions/" + session)
                        .put("merchant", "globex-eu")
                        .put("hang", true));

        assertThat(kit.nobody().post(link, event(session, "IN_PROGRESS")).status())
                .isEqualTo(200);

        kit.hooks().await("/globex", session, 1);
    }

    @Test
    void aSessionThatKlarnaDoesNotKnowEitherIs404() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink("no-such-session");
        forget("acme", session);

        kit.nobody().post(link, event("no-such-session", "COMPLETED")).isProblem(404, "NOT_FOUND");

        assertThat(kit.keys("acme", "session:no-such-session")).isEmpty();
    }

    @Test
    void aSessionThatKlarnaCannotBeAskedForIs503SoThatItCallsAgain() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        forget("acme", session);
        kit.klarna().fault("/hpp", "status", 500);

        kit.nobody().post(link, event(session, "IN_PROGRESS")).isProblem(503, "SERVICE_UNAVAILABLE");

        kit.klarna().heal();
        assertThat(kit.nobody().post(link, event(session, "IN_PROGRESS")).status())
                .isEqualTo(200);
        kit.hooks().await("/acme", session, 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429})
    void anAnswerThatSaysNothingOfTheSessionIs503Too(int status) {
        try (var refused = GatewayKit.start()) {
            String session = refused.hosted(refused.acme());
            String link = refused.callbackLink(session);
            forget(refused, "acme", session);
            refused.klarna().fault("/hpp", "status", status);

            refused.nobody().post(link, event(session, "IN_PROGRESS")).isProblem(503, "SERVICE_UNAVAILABLE");
        }
    }

    /** A session of the account that is not the tenant's first. */
    private static String american() {
        String url = kit.paymentSession(kit.globex(), "US");
        return kit.globex()
                .post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", url))
                .json()
                .getString("session_id");
    }

    private static void forget(String tenant, String session) {
        forget(kit, tenant, session);
    }

    /** As if Redis had lost everything about a session. */
    private static void forget(GatewayKit kit, String tenant, String session) {
        kit.keys(tenant, "session:" + session).forEach(key -> kit.redis("DEL", key));
        kit.keys(tenant, "pending:*").forEach(key -> kit.redis("DEL", key));
    }
}
