package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two gateways tell of sessions that Klarna told nothing of; minutes are made milliseconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReconcileTest {
    private static final String READ = "/hpp/v1/sessions/";
    private static final JsonObject DROPPED =
            new JsonObject().put("target", "callback").put("drop", true);
    private static final Map<String, String> QUICK = Map.of(
            "HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8",
            "HPP_RECONCILE_FIRST_AFTER", "300ms",
            "HPP_RECONCILE_LONGEST", "600ms",
            "HPP_RECONCILE_UNVERIFIED_AFTER", "50ms",
            "HPP_RECONCILE_EXPIRY_LAG", "50ms",
            "HPP_RECONCILE_PER_SECOND", "200",
            "HPP_RECONCILE_LOOK", "20ms");

    private GatewayKit kit;
    private QueueSide queue;

    @BeforeAll
    void start() {
        kit = GatewayKit.start(TestRedis.url(), QUICK);
        kit.open();
        queue = new QueueSide(kit);
    }

    @AfterAll
    void stop() {
        queue.close();
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    @Test
    void aPaymentThatKlarnaNeverCalledAboutIsFoundAndToldOnce() {
        kit.klarna().fault(DROPPED);
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");

        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        hook.isSignedWith(KitTenants.ACME_HOOKS);
        assertThat(hook.data().getString("source")).isEqualTo("reconciled");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(hook.session()).isEqualTo(kit.acme().get(READ + session).json());
        nothingMoreThan(1, session);
        Awaitility.await("a final session is checked no more").until(() -> !queue.isWaiting(session));
    }

    @Test
    void theSessionsOwnUrlGetsTheBodyThatKlarnaWouldHaveSent() {
        kit.klarna().fault(DROPPED);
        var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own?sid={{session_id}}");
        var session = kit.hosted(kit.acme(), urls).getString("session_id");
        kit.klarna().act(session, "pay");

        var hook = kit.hooks().await("/own", session, 1).get(0);
        assertThat(hook.json().fieldNames()).containsExactly("event_id", "session");
        assertThat(hook.session().getString("status")).isEqualTo("COMPLETED");
    }

    @Test
    void aCallbackThatComesAfterAllIsNotToldTwice() {
        kit.klarna().fault(DROPPED);
        var session = kit.hosted(kit.acme());
        var link = kit.callbackLink(session);
        var paid = kit.klarna().act(session, "pay");
        assertThat(kit.hooks()
                        .awaitOne("/acme", session, "session.completed")
                        .data()
                        .getString("source"))
                .isEqualTo("reconciled");

        var late = new JsonObject().put("event_id", "late-" + session).put("session", paid);
        assertThat(kit.nobody().post(link, late).status()).isEqualTo(200);
        nothingMoreThan(1, session);
    }

    @Test
    void aStatusOnTheWayIsFoundTooAndItsSessionStaysInTheQueue() {
        kit.klarna().fault(DROPPED);
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "decline");
        kit.hooks().awaitOne("/acme", session, "session.failed");

        kit.klarna().act(session, "pay");
        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(hook.data().getInteger("sequence")).isEqualTo(2);
    }

    @Test
    void manyLostCallbacksAreEachToldOnceByTwoGateways() {
        kit.klarna().fault(DROPPED);
        var sessions = IntStream.range(0, 40)
                .mapToObj(i -> kit.hosted(i % 2 == 0 ? kit.acme() : kit.globex()))
                .toList();
        var started = Instant.now();
        sessions.forEach(session -> kit.klarna().act(session, "pay"));

        sessions.forEach(session -> kit.hooks().await("/", session, 1));
        System.out.println("40 lost callbacks found by two gateways in "
                + Duration.between(started, Instant.now()).toMillis() + " ms");
        nothingMoreThan(1, sessions.get(39)); // and so of the others, which were found before
        sessions.forEach(session -> assertThat(kit.hooks().of("/", session)).hasSize(1));
    }

    @Test
    void theEndOfASessionIsToldOnce() {
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "expire");
        queue.endOfLife(session);

        var hook = kit.hooks().awaitOne("/acme", session, "session.expired");
        assertThat(hook.data().getString("source")).isEqualTo("reconciled");
        assertThat(hook.session().getString("status")).isEqualTo("EXPIRED");
        nothingMoreThan(1, session);
        Awaitility.await().until(() -> !queue.isWaiting(session));
        kit.acme().get(READ + session).isProblem(404, "NOT_FOUND");
    }

    @Test
    void aPaymentFoundAtTheEndIsToldAsAPayment() {
        kit.klarna().fault(DROPPED);
        // Nothing is found before the end, as Klarna is away.
        kit.klarna().fault(READ, "status", 503);
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        queue.endOfLife(session);
        kit.klarna().heal();

        kit.hooks().awaitOne("/acme", session, "session.completed");
        nothingMoreThan(1, session);
    }

    @Test
    void aPaymentThatKlarnaReportsAfterTheEndIsStillTold() {
        var session = kit.hosted(kit.acme());
        var link = kit.callbackLink(session);
        kit.klarna().act(session, "expire");
        queue.endOfLife(session);
        kit.hooks().awaitOne("/acme", session, "session.expired");

        assertThat(kit.nobody().post(link, callback(session, "COMPLETED")).status())
                .isEqualTo(200);
        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(hook.data().getBoolean("outdated")).isFalse();
        assertThat(queue.field(session, "status")).isEqualTo("COMPLETED");
    }

    @Test
    void aPaymentAfterTheEndOfWhichOnlyAnEmptyCallbackTellsIsStillTold() {
        var session = kit.hosted(kit.acme());
        var link = kit.callbackLink(session);
        kit.klarna().act(session, "expire");
        queue.endOfLife(session);
        kit.hooks().awaitOne("/acme", session, "session.expired");
        assertThat(kit.acme().get(READ + session).status()).isEqualTo(404);
        kit.klarna()
                .fault(new JsonObject()
                        .put("path", READ + session)
                        .put("status", 200)
                        .put(
                                "body",
                                new JsonObject(callback(session, "COMPLETED"))
                                        .getJsonObject("session")
                                        .encode()));

        assertThat(kit.nobody().post(link, new JsonObject()).status()).isEqualTo(200);

        var hook = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(hook.data().getBoolean("verified")).isTrue();
        assertThat(queue.field(session, "status")).isEqualTo("COMPLETED");
    }

    @Test
    void aSessionThatKlarnaDoesNotKnowBeforeItsEndIsCheckedAgain() {
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "expire"); // before the end that Klarna told at first
        Awaitility.await().until(() -> kit.klarna().calls("GET", READ + session).size() >= 3);
        assertThat(kit.hooks().of("/acme", session)).isEmpty();
        assertThat(queue.isWaiting(session)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":500}",
                "{\"status\":404}",
                "{\"status\":200,\"body\":\"<html>\"}",
                "{\"reset\":true}",
                "{\"partial\":true}",
                "{\"hang\":true,\"times\":1}",
            })
    void whateverKlarnaAnswersMeanwhileThePaymentIsFoundAfterwards(String fault) {
        kit.klarna().fault(DROPPED);
        kit.klarna()
                .fault(new JsonObject("{\"times\":2}")
                        .mergeIn(new JsonObject(fault))
                        .put("path", READ));
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        nothingMoreThan(1, session);
    }

    @Test
    void brokenCredentialsSlowTheAccountDownAndAreShown() {
        kit.klarna().fault(DROPPED);
        kit.klarna().fault(READ, "status", 401);
        var sessions =
                IntStream.range(0, 10).mapToObj(i -> kit.hosted(kit.acme())).toList();
        sessions.forEach(session -> kit.klarna().act(session, "pay"));
        Awaitility.await().until(() -> kit.metric("hpp_reconcile_checks_total{outcome=\"refused\"}") > 1);
        assertThat(kit.hooks().of("/acme", sessions.get(0))).isEmpty();

        kit.klarna().heal();
        sessions.forEach(session -> kit.hooks().awaitOne("/acme", session, "session.completed"));
        assertThat(kit.metric("hpp_reconcile_found_total")).isPositive();
    }

    private static String callback(String session, String status) {
        return new JsonObject()
                .put("event_id", "late-" + session)
                .put(
                        "session",
                        new JsonObject()
                                .put("session_id", session)
                                .put("status", status)
                                .put("updated_at", Instant.now().toString()))
                .encode();
    }

    private void nothingMoreThan(int count, String session) {
        // Two rounds of checks.
        Awaitility.await()
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(kit.hooks().of("/", session)).hasSize(count));
    }
}
