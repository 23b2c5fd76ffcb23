package io.hppgateway;

import static io.hppgateway.CallbackDoorTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a callback whose link is ours. */
final class CallbackIntakeTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    /** Klarna is silent here: the tests call back by hand. */
    @BeforeEach
    void silence() {
        kit.klarna().reset();
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
    }

    private static JsonObject record(String session) {
        return kit.acme().get("/hpp/v1/sessions/" + session).json();
    }

    private static double checks(String outcome) {
        return kit.metric("hpp_callback_checks_total{outcome=\"" + outcome + "\"}");
    }

    private static int post(String link, JsonObject body) {
        return kit.nobody().post(link, body).status();
    }

    @Test
    void aPaymentReachesTheWebhookSignedAndConfirmedByKlarna() {
        double confirmed = checks("confirmed");
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        var paid = kit.klarna().act(session, "pay");

        assertThat(post(link, new JsonObject().put("event_id", "e1").put("session", paid)))
                .isEqualTo(200);
        assertThat(checks("confirmed")).isEqualTo(confirmed + 1);

        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        hook.isSignedWith(KitTenants.ACME_HOOKS);
        assertThat(hook.data().getString("tenant")).isEqualTo("acme");
        assertThat(hook.data().getString("source")).isEqualTo("callback");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(hook.data().getBoolean("outdated")).isFalse();
        assertThat(hook.session()).isEqualTo(paid);
        var asked = kit.klarna().call("GET", "/hpp/v1/sessions/" + session);
        assertThat(asked.getString("username")).isEqualTo("PK_acme");
    }

    @Test
    void aSessionsOwnStatusUpdateGetsKlarnasBodyByteForByteAndSigned() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own/{{session_id}}?s={{session_id}}");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        String body = event(session, "IN_PROGRESS").encodePrettily() + "\n ";

        assertThat(kit.nobody().post(kit.callbackLink(session), body).status()).isEqualTo(200);

        var hook = kit.hooks().await("/own", session, 1).get(0);
        assertThat(hook.uri()).isEqualTo("/own/" + session + "?s=" + session);
        assertThat(hook.body()).isEqualTo(body);
        hook.isSignedWith(KitTenants.ACME_HOOKS);
    }

    @Test
    void everyPlaceholderOfAStatusUpdateLeadsToACall() {
        var urls = GatewayKit.urls(
                "status_update", kit.hooks().url() + "/own?s={{session_id}}&o={{order_id}}&t={{authorization_token}}");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        var body = event(session, "IN_PROGRESS");
        body.getJsonObject("session").put("order_id", "order 1");

        assertThat(post(kit.callbackLink(session), body)).isEqualTo(200);

        var hook = kit.hooks().await("/own", session, 1).get(0);
        assertThat(hook.uri()).isEqualTo("/own?s=" + session + "&o=order+1&t=%7B%7Bauthorization_token%7D%7D");
    }

    @Test
    void aPlaceholderWithoutAValueIsFilledWithNothing() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own?s={{session_id}}&o={{order_id}}");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        var body = event(session, "IN_PROGRESS");
        body.getJsonObject("session").putNull("order_id");

        assertThat(post(kit.callbackLink(session), body)).isEqualTo(200);

        assertThat(kit.hooks().await("/own", session, 1).get(0).uri()).isEqualTo("/own?s=" + session + "&o=");
    }

    @Test
    void anEventThatComesTwiceIsDeliveredOnce() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        var body = event(session, "IN_PROGRESS");
        assertThat(post(link, body)).isEqualTo(200);

        assertThat(post(link, body)).isEqualTo(200);

        assertThat(post(link, event(session, "FAILED", "2026-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        var hooks = kit.hooks().await("/acme", session, 2);
        assertThat(hooks).extracting(HookReceiver.Hook::type).containsExactly("session.in_progress", "session.failed");
    }

    @Test
    void anEventWithoutAnIdOfItsOwnThatComesTwiceIsDeliveredOnce() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        var body = event(session, "IN_PROGRESS");
        body.remove("event_id");
        assertThat(post(link, body)).isEqualTo(200);

        assertThat(post(link, body)).isEqualTo(200);

        assertThat(post(link, event(session, "FAILED", "2026-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        var hooks = kit.hooks().await("/acme", session, 2);
        assertThat(hooks).extracting(HookReceiver.Hook::type).containsExactly("session.in_progress", "session.failed");
    }

    @Test
    void anEventOlderThanTheRecordIsDeliveredAsOutdatedAndMovesNothing() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        assertThat(post(link, event(session, "FAILED", "2026-01-01T10:00:05.000Z")))
                .isEqualTo(200);

        assertThat(post(link, event(session, "IN_PROGRESS", "2026-01-01T10:00:01.000Z")))
                .isEqualTo(200);

        var hooks = kit.hooks().await("/acme", session, 2);
        assertThat(hooks.get(1).type()).isEqualTo("session.in_progress");
        assertThat(hooks.get(1).data().getBoolean("outdated")).isTrue();
        kit.klarna().fault("/hpp", "status", 500);
        assertThat(record(session).getString("status")).isEqualTo("FAILED");
    }

    @Test
    void aPaymentIsNotTakenFromACallbackBecauseTheSessionHasEnded() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        kit.klarna().act(session, "cancel");
        assertThat(post(link, event(session, "CANCELLED", "2026-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        double denied = checks("denied");

        assertThat(post(link, event(session, "COMPLETED", "2026-01-01T10:00:02.000Z")))
                .isEqualTo(503);

        assertThat(checks("denied")).isEqualTo(denied + 1);
        assertThat(record(session).getString("status")).isEqualTo("CANCELLED");
        assertThat(kit.hooks().await("/acme", session, 1))
                .extracting(HookReceiver.Hook::type)
                .containsExactly("session.cancelled");
    }

    @Test
    void whatACallbackSaysBesidesTheStatusIsNotVouchedFor() {
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own");
        String session = kit.hosted(kit.acme(), urls).getString("session_id");
        var paid = kit.klarna().act(session, "pay");
        var forged = paid.copy().put("authorization_token", "another");

        assertThat(post(
                        kit.callbackLink(session),
                        new JsonObject().put("event_id", "f").put("session", forged)))
                .isEqualTo(200);

        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(hook.session()).isEqualTo(paid);
        assertThat(kit.hooks().await("/own", session, 1).get(0).json().getJsonObject("session"))
                .isEqualTo(paid);
        assertThat(record(session)).isEqualTo(paid);
    }

    @Test
    void aPaymentThatKlarnaConfirmsOutranksAnEndThatOnlyACallbackTold() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        assertThat(post(link, event(session, "CANCELLED", "2099-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        kit.hooks().await("/acme", session, 1);
        var paid = kit.klarna().act(session, "pay");

        assertThat(post(link, new JsonObject().put("event_id", "paid-after-all").put("session", paid)))
                .isEqualTo(200);

        var hook = kit.hooks().await("/acme", session, 2).get(1);
        assertThat(hook.type()).isEqualTo("session.completed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(hook.data().getBoolean("outdated")).isFalse();
        assertThat(record(session).getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void aStatusNobodyKnowsIsKeptAndIsNotTheEnd() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        assertThat(post(link, event(session, "MANUAL_ID_CHECK", "2026-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        assertThat(kit.hooks().await("/acme", session, 1).get(0).type()).isEqualTo("session.manual_id_check");

        var paid = kit.klarna().act(session, "pay");
        assertThat(post(link, new JsonObject().put("event_id", session).put("session", paid)))
                .isEqualTo(200);

        assertThat(kit.hooks().await("/acme", session, 2).get(1).type()).isEqualTo("session.completed");
        assertThat(record(session).getString("status")).isEqualTo("COMPLETED");
    }

    /** An event of such a type would say what only Klarna's own read may say. */
    @ParameterizedTest
    @ValueSource(strings = {"VERIFIED", "DENIED", "EXPIRED", "completed", "Cancelled"})
    void aStatusThatIsNoWordOfKlarnasIsNotTakenFromACallback(String status) {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "decline");

        assertThat(post(kit.callbackLink(session), event(session, status))).isEqualTo(200);

        var hook = kit.hooks().await("/acme", session, 1).get(0);
        assertThat(hook.type()).isEqualTo("session.failed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
    }

    @Test
    void whatIsKnownToBeOneAccountsStaysItsWhateverACallbackSays() {
        String made = kit.paymentSession(kit.globex(), "SE");
        String path = made.substring(made.indexOf("/payments/"));
        var american = new JsonObject().put("payment_session_url", kit.paymentSession(kit.globex(), "US"));
        String session = kit.globex().post("/hpp/v1/sessions", american).json().getString("session_id");
        var forged = event(session, "IN_PROGRESS");
        forged.getJsonObject("session").put("order_id", path.substring(path.lastIndexOf('/') + 1));

        assertThat(post(kit.callbackLink(session), forged)).isEqualTo(200);

        kit.klarna().forgetCalls();
        kit.globex().get(path);
        assertThat(kit.klarna().call("GET", path).getString("merchant")).isEqualTo("globex-eu");
    }

    @Test
    void aReadThatIsLongerThanAWebhookMayBeStandsInForNothing() {
        String session = kit.hosted(kit.acme());
        var shown = kit.klarna().act(session, "decline").put("padding", "x".repeat(64 * 1024));
        kit.klarna()
                .fault(new JsonObject().put("path", "/hpp").put("method", "GET").put("body", shown));

        kit.nobody().post(kit.callbackLink(session), "{}").isProblem(503, "SERVICE_UNAVAILABLE");
    }

    @Test
    void aPaymentThatKlarnaConfirmsOutranksATimeThatOnlyACallbackTold() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        assertThat(post(link, event(session, "IN_PROGRESS", "2099-01-01T10:00:01.000Z")))
                .isEqualTo(200);
        kit.hooks().await("/acme", session, 1);
        var paid = kit.klarna().act(session, "pay");

        assertThat(post(link, new JsonObject().put("event_id", "paid-earlier").put("session", paid)))
                .isEqualTo(200);

        var hook = kit.hooks().await("/acme", session, 2).get(1);
        assertThat(hook.type()).isEqualTo("session.completed");
        assertThat(hook.data().getBoolean("outdated")).isFalse();
        assertThat(kit.redis("HGET", kit.keys("acme", "session:" + session).get(0), "status")
                        .toString())
                .isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"IN_PROGRESS", "CANCELLED"})
    void aPaymentOfWhichOnlyAnEmptyBodyTellsOutranksWhatOnlyACallbackTold(String told) {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        assertThat(post(link, event(session, told, "2099-01-01T10:00:01.000Z"))).isEqualTo(200);
        kit.hooks().await("/acme", session, 1);
        kit.klarna().act(session, "pay");

        assertThat(post(link, new JsonObject())).isEqualTo(200);

        var hook = kit.hooks().await("/acme", session, 2).get(1);
        assertThat(hook.type()).isEqualTo("session.completed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(record(session).getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void aReadAnswersAConfirmedPaymentInKlarnasOwnWordsAlsoWhenACallbackToldItFirst() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        var paid = kit.klarna().act(session, "pay");
        var forged = paid.copy().put("authorization_token", "another");
        kit.klarna().fault("/hpp", "status", 500);
        assertThat(post(link, new JsonObject().put("event_id", "forged").put("session", forged)))
                .isEqualTo(200);
        kit.klarna().heal();

        assertThat(post(
                        link,
                        new JsonObject().put("event_id", "true-" + session).put("session", paid)))
                .isEqualTo(200);

        assertThat(record(session)).isEqualTo(paid);
    }

    @Test
    void anEmptyBodyIsReplacedByWhatKlarnaSaysWhenAsked() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "decline");

        assertThat(post(kit.callbackLink(session), new JsonObject())).isEqualTo(200);

        var hook = kit.hooks().await("/acme", session, 1).get(0);
        assertThat(hook.type()).isEqualTo("session.failed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
    }

    @Test
    void anEmptyBodyThatCannotBeReplacedIs503SoThatKlarnaCallsAgain() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "decline");
        kit.klarna().fault("/hpp", "status", 500);

        kit.nobody().post(kit.callbackLink(session), "{}").isProblem(503, "SERVICE_UNAVAILABLE");

        kit.klarna().heal();
        assertThat(post(kit.callbackLink(session), new JsonObject())).isEqualTo(200);
        assertThat(kit.hooks().await("/acme", session, 1).get(0).type()).isEqualTo("session.failed");
    }

    @Test
    void aPaymentThatKlarnaDoesNotConfirmInTimeGoesOutUnverified() {
        // A minute and more for any other call, which is longer than the caller here waits.
        var settings = Map.of("HPP_CALLBACK_VERIFY_TIMEOUT", "1s", "HPP_KLARNA_RESPONSE_TIMEOUT", "90s");
        try (var slow = GatewayKit.start(TestRedis.url(), settings)) {
            slow.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
            String session = slow.hosted(slow.acme());
            var paid = slow.klarna().act(session, "pay");
            slow.klarna().fault("/hpp", "hang", true);
            long start = System.nanoTime();

            assertThat(slow.nobody()
                            .post(
                                    slow.callbackLink(session),
                                    new JsonObject().put("event_id", "slow").put("session", paid))
                            .status())
                    .isEqualTo(200);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(950));
            assertThat(slow.metric("hpp_callback_checks_total{outcome=\"unanswered\"}"))
                    .isEqualTo(1);
            assertThat(slow.hooks()
                            .awaitOne("/acme", session, "session.completed")
                            .data()
                            .getBoolean("verified"))
                    .isFalse();
        }
    }

    @Test
    void aPaymentThatKlarnaDeniesIs503AndNothingIsAccepted() {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);
        double denied = checks("denied");

        kit.nobody().post(link, event(session, "COMPLETED")).isProblem(503, "SERVICE_UNAVAILABLE");

        assertThat(checks("denied")).isEqualTo(denied + 1);
        var paid = kit.klarna().act(session, "pay");
        assertThat(post(link, new JsonObject().put("event_id", "true").put("session", paid)))
                .isEqualTo(200);
        assertThat(kit.hooks().await("/acme", session, 1).get(0).session()).isEqualTo(paid);
    }

    @Test
    void anEventThatKlarnaHasMovedOnFromIsNotADeniedOne() {
        try (var strict = GatewayKit.start(TestRedis.url(), Map.of("HPP_CALLBACK_VERIFY", "always"))) {
            strict.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
            String session = strict.hosted(strict.acme());
            String link = strict.callbackLink(session);
            var opened = strict.klarna().act(session, "open");
            strict.klarna().act(session, "decline");

            var answer = strict.nobody()
                    .post(link, new JsonObject().put("event_id", "e").put("session", opened));

            assertThat(answer.status()).isEqualTo(200);
            var hook = strict.hooks().await("/acme", session, 1).get(0);
            assertThat(hook.type()).isEqualTo("session.in_progress");
            assertThat(hook.data().getBoolean("verified")).isFalse();
            assertThat(strict.metric("hpp_callback_checks_total{outcome=\"outdated\"}"))
                    .isEqualTo(1);
        }
    }
}
