package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A payment that went out unverified, as Klarna could not be asked in time; half a minute is made 50 ms. */
final class VerifyLaterTest {
    private static final String READ = "/hpp/v1/sessions/";
    private static final Map<String, String> QUICK = Map.of(
            "HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8",
            "HPP_RECONCILE_UNVERIFIED_AFTER", "50ms",
            "HPP_RECONCILE_EXPIRY_LAG", "50ms",
            "HPP_RECONCILE_PER_SECOND", "200",
            "HPP_RECONCILE_LOOK", "20ms");

    private final GatewayKit kit = GatewayKit.start(TestRedis.url(), QUICK);
    private final QueueSide queue = new QueueSide(kit);

    @BeforeEach
    void klarnaCannotBeRead() {
        kit.open();
        kit.klarna()
                .fault(new JsonObject().put("path", READ).put("method", "GET").put("status", 503));
    }

    @AfterEach
    void close() {
        queue.close();
        kit.close();
    }

    @Test
    void anUnverifiedPaymentIsVerifiedLater() {
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        var claim = kit.hooks().awaitOne("/acme", session, "session.completed");
        assertThat(claim.data().getBoolean("verified")).isFalse();

        kit.klarna().heal();
        var proof = kit.hooks().awaitOne("/acme", session, "session.verified");
        assertThat(proof.data().getBoolean("verified")).isTrue();
        assertThat(proof.data().getInteger("sequence")).isEqualTo(2);
        assertThat(proof.session().getString("status")).isEqualTo("COMPLETED");
        Awaitility.await()
                .during(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(kit.hooks().of("/", session)).hasSize(2));
        assertThat(queue.field(session, "verified_at")).isNotEqualTo("null");
        Awaitility.await().until(() -> !queue.isWaiting(session));
    }

    @Test
    void aReadThenAnswersInKlarnasOwnWords() {
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
        var session = kit.hosted(kit.acme());
        var paid = kit.klarna().act(session, "pay");
        var forged = paid.copy().put("authorization_token", "another");
        kit.nobody()
                .post(
                        kit.callbackLink(session),
                        new JsonObject().put("event_id", "f").put("session", forged));
        kit.hooks().awaitOne("/acme", session, "session.completed");

        kit.klarna().heal();
        kit.hooks().awaitOne("/acme", session, "session.verified");

        assertThat(kit.acme().get(READ + session).json()).isEqualTo(paid);
    }

    @Test
    void aPaymentThatKlarnaDeniesIsTakenBackAndARealOneStillCounts() {
        var session = kit.hosted(kit.acme());
        kit.nobody().post(kit.callbackLink(session), callback(session));
        kit.hooks().awaitOne("/acme", session, "session.completed");

        kit.klarna().heal();
        var denied = kit.hooks().awaitOne("/acme", session, "session.denied");
        assertThat(denied.session().getString("status")).isEqualTo("WAITING");
        assertThat(denied.data().getBoolean("verified")).isTrue();
        assertThat(kit.acme().get(READ + session).json().getString("status")).isEqualTo("WAITING");

        kit.klarna().act(session, "pay");
        var hooks = kit.hooks().await("/acme", session, 3);
        assertThat(hooks.get(2).type()).isEqualTo("session.completed");
        assertThat(hooks.get(2).data().getBoolean("verified")).isTrue();
    }

    @Test
    void aReadNeverAnswersAPaymentThatKlarnaHasYetToConfirm() {
        var session = kit.hosted(kit.acme());
        kit.nobody().post(kit.callbackLink(session), callback(session));
        kit.hooks().awaitOne("/acme", session, "session.completed");

        assertThat(kit.acme().get(READ + session).status()).isEqualTo(503);

        kit.klarna().heal();
        assertThat(kit.acme().get(READ + session).json().getString("status")).isEqualTo("WAITING");
        // From now on there is an answer of Klarna's to fall back on.
        klarnaCannotBeRead();
        var stale = kit.acme().with("Cache-Control", "no-cache").get(READ + session);
        assertThat(stale.header("Hpp-Cache")).isEqualTo("stale");
        assertThat(stale.json().getString("status")).isEqualTo("WAITING");
    }

    @Test
    void whatKlarnaShowsNoMoreCannotBeVerified() {
        var session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        kit.klarna().act(session, "expire");
        queue.endOfLife(session);
        kit.klarna().heal();

        Awaitility.await().until(() -> !queue.isWaiting(session));
        assertThat(kit.hooks().of("/", session)).hasSize(1);
        assertThat(queue.field(session, "status")).isEqualTo("COMPLETED");
    }

    private static String callback(String session) {
        var claim = new JsonObject()
                .put("session_id", session)
                .put("status", "COMPLETED")
                .put("updated_at", Instant.now().toString());
        return new JsonObject().put("event_id", "forged").put("session", claim).encode();
    }
}
