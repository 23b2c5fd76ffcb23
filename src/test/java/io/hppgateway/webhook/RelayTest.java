package io.hppgateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.standardwebhooks.Webhook;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Subscription;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RelayTest {
    private Vertx vertx;
    private RelayKit relay;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
        relay = RelayKit.start(vertx);
    }

    @AfterEach
    void stop() {
        relay.close();
        TestJournal.await(vertx.close());
    }

    @Test
    void anEventArrivesSignedWithKlarnasSessionUnchanged() throws Exception {
        var shop = Receiver.healthy(vertx);
        relay.endpoint("a", shop.url());
        var accepted = relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        var hook = shop.hooks().get(0);
        assertThat(hook.path()).isEqualTo("/hooks?x=1");
        assertThat(hook.header("webhook-id")).isEqualTo(accepted.eventId());
        assertThat(hook.header("webhook-attempt")).isEqualTo("1");
        assertThat(hook.header("webhook-sequence")).isEqualTo("1");
        assertThat(hook.header("content-type")).isEqualTo("application/json");
        assertThat(hook.header("user-agent")).isEqualTo("hpp-gateway");
        assertThat(hook.body().toString())
                .startsWith("{\"type\":\"session.completed\",\"timestamp\":\"")
                .contains("\"event_id\":\"" + accepted.eventId() + "\",\"tenant\":\"acme\",\"sequence\":1,"
                        + "\"source\":\"callback\",\"verified\":true,\"outdated\":false,\"session\":"
                        + "{\"session_id\":\"s1\",\"status\":\"COMPLETED\",  \"ümlaut\":true}}}");
        verify(hook);
        assertThat(relay.count("delivered")).isEqualTo(1);
        assertThat(relay.meters.get("hpp.delivery.latency").timer().count()).isEqualTo(1);
    }

    @Test
    void aStatusUpdateUrlGetsKlarnasOwnBody() {
        var shop = Receiver.healthy(vertx);
        relay.endpoint(
                "su_1", shop.url(), t -> new Target(t.url(), t.secrets(), Map.of(), t.timeout(), true, t.schedule()));
        relay.accept("s1", "k1", "COMPLETED", 10, "su_1");
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks().get(0).json().fieldNames()).containsExactly("event_id", "session");
    }

    @Test
    void aFailureIsTriedAgainWithTheSameIdAndBody() {
        var shop = Receiver.start(vertx, (request, n) -> Receiver.status(request, n == 1 ? 500 : 200));
        relay.endpoint("a", shop.url());
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        var hooks = shop.hooks();
        assertThat(hooks).extracting(hook -> hook.header("webhook-attempt")).containsExactly("1", "2");
        assertThat(hooks.get(1).body()).isEqualTo(hooks.get(0).body());
        assertThat(hooks.get(1).header("webhook-id")).isEqualTo(hooks.get(0).header("webhook-id"));
        assertThat(relay.count("retry")).isEqualTo(1);
    }

    @Test
    void aHangAndAResetAreFailuresThatEnd() {
        var shop = Receiver.start(vertx, (request, n) -> {
            if (n == 2) {
                request.connection().close();
            } else if (n > 2) {
                request.response().end();
            }
        });
        relay.endpoint("a", shop.url(), RelayKit::hasty);
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(errors()).containsExactly("no answer within 2000 ms", "Connection was closed", "");
    }

    @Test
    void aRedirectIsAFailureThatSaysWhereItPointed() {
        var shop = Receiver.start(
                vertx,
                (request, n) -> request.response()
                        .setStatusCode(n == 1 ? 302 : 200)
                        .putHeader("location", "http://10.0.0.1/inner")
                        .end());
        relay.endpoint("a", shop.url());
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(errors().get(0)).contains("HTTP 302 to http://10.0.0.1/inner");
    }

    @Test
    void nobodyListeningIsAFailure() {
        relay.endpoint(
                "a",
                URI.create("http://127.0.0.1:1/"),
                t -> new Target(
                        t.url(),
                        t.secrets(),
                        t.headers(),
                        t.timeout(),
                        false,
                        new RetrySchedule(List.of(Duration.ZERO))));
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> kit().stats("acme").getOrDefault("dead", 0L) == 1);
        assertThat(relay.live()).isZero();
    }

    @Test
    void aHugeAnswerIsCutAndAnEndlessOneToo() {
        var shop = Receiver.start(vertx, (request, n) -> {
            request.response().setStatusCode(n < 3 ? 500 : 200).setChunked(true);
            request.response().write(Buffer.buffer("x".repeat(n == 1 ? 300_000 : 10)));
            if (n != 2) {
                request.response().end();
            }
        });
        relay.endpoint("a", shop.url(), RelayKit::hasty);
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(errors().get(0)).isEqualTo("HTTP 500 and an answer of more than 65536 bytes");
        assertThat(errors().get(1)).isEqualTo("HTTP 500 and no end within 2000 ms");
    }

    @Test
    void anAcknowledgementCountsBeforeItsBodyEnds() {
        var shop = Receiver.start(
                vertx, (request, n) -> request.response().setChunked(true).write("dripping"));
        relay.endpoint("a", shop.url());
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks()).hasSize(1);
    }

    @Test
    void eventsOfASessionArriveInOrderAlsoBehindARetry() {
        var shop = Receiver.start(vertx, (request, n) -> Receiver.status(request, n % 3 == 1 ? 500 : 200));
        relay.endpoint("a", shop.url());
        for (int i = 1; i <= 12; i++) {
            relay.accept("s1", "k" + i, "WAITING", i, "a");
        }
        await().until(() -> relay.live() == 0);
        var order =
                shop.hooks().stream().map(Receiver.Hook::sequence).distinct().toList();
        assertThat(order).hasSize(12).isSorted();
    }

    @Test
    void anEndpointThatHangsDelaysNoOther() {
        var dead = Receiver.start(vertx, (request, n) -> {});
        var shop = Receiver.healthy(vertx);
        relay.endpoint(
                "dead",
                dead.url(),
                t -> new Target(t.url(), t.secrets(), t.headers(), Duration.ofMinutes(1), false, t.schedule()));
        relay.endpoint("a", shop.url());
        for (int i = 1; i <= 60; i++) {
            relay.accept("s" + i, "k" + i, "WAITING", i, "dead", "a");
        }
        await().atMost(Duration.ofSeconds(45)).until(() -> shop.hooks().size() == 60);
    }

    @Test
    void anEventOfAnUnknownEndpointWaitsForIt() {
        relay.accept("s1", "k1", "COMPLETED", 10, "later");
        await().until(() -> relay.count("released") > 0);
        assertThat(relay.live()).isEqualTo(1);
        var shop = Receiver.healthy(vertx);
        relay.endpoint("later", shop.url());
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks().get(0).header("webhook-attempt")).isEqualTo("1");
    }

    @Test
    void whatIsOwedToAnUnknownEndpointIsNotGrantedAgainAndAgain() {
        for (int i = 1; i <= 100; i++) {
            relay.accept("s" + i, "k" + i, "WAITING", i, "gone");
        }
        await().until(() -> relay.count("released") > 0);
        // A batch of its permits for each second of its hold; without one, all of them every 200 ms.
        double before = relay.count("released");
        long began = System.nanoTime();
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        double released = relay.count("released") - before;
        double seconds = (System.nanoTime() - began) / 1e9;
        assertThat(released).isLessThan(50 * seconds);
    }

    @Test
    void anEndpointThatCannotBeReadTakesNoPlaceForEver() {
        var shop = Receiver.healthy(vertx);
        relay.endpoint("a", shop.url());
        relay.breakOnce(2);
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks()).hasSize(1);
    }

    @Test
    void aFaultOfOursDoesNotGiveUpWhatTheReceiverHasRefusedSeveralTimes() {
        var shop = Receiver.start(vertx, (request, n) -> {
            if (n == 3) {
                relay.breakOnce(2);
            }
            Receiver.status(request, n <= 3 ? 500 : 200);
        });
        relay.endpoint("a", shop.url());
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(kit().stats("acme")).containsEntry("delivered", 1L);
    }

    @Test
    void aSchemeInCapitalsIsOne() {
        var shop = Receiver.healthy(vertx);
        relay.endpoint("a", URI.create(shop.url().toString().replace("http", "HTTP")), target -> target);
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks()).hasSize(1);
    }

    @Test
    void anAttemptEndsBeforeItsLeaseAlsoWhereTheEndpointHasGotMoreTimeSince() {
        var shop = Receiver.start(
                vertx,
                (request, n) -> vertx.setTimer(
                        n == 1 ? 7000 : 1, late -> request.response().end()));
        relay.endpoint(
                "a",
                shop.url(),
                t -> new Target(t.url(), t.secrets(), t.headers(), Duration.ofSeconds(20), false, t.schedule()));
        var brief = List.of(new Subscription(new EndpointRef("acme", "a"), 16, Duration.ofSeconds(6)));
        var accepted =
                TestJournal.await(kit().journal().accept(Arrivals.of("acme", "s1", "k1", "COMPLETED", 10), brief));
        relay.bus.publish(accepted.grants());
        await().until(() -> relay.live() == 0);
        assertThat(errors().get(0)).isEqualTo("no answer within 5000 ms");
        assertThat(kit().stats("acme")).doesNotContainKey("reaped");
    }

    @Test
    void whatCannotBeSignedIsGivenUpAfterThreeTries() {
        var shop = Receiver.healthy(vertx);
        relay.endpoint(
                "a",
                shop.url(),
                t -> new Target(t.url(), List.of(Secret.of("nonsense")), Map.of(), t.timeout(), false, t.schedule()));
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> kit().stats("acme").getOrDefault("dead", 0L) == 1);
        assertThat(errors()).hasSize(3);
        assertThat(shop.hooks()).isEmpty();
        await().untilAsserted(() -> assertThat(
                        relay.meters.get("hpp.delivery.faults").counter().count())
                .isEqualTo(3));
    }

    @Test
    void withEveryBusMessageDroppedWebhooksStillArrive() {
        vertx.eventBus().addOutboundInterceptor(dropped -> {});
        var shop = Receiver.healthy(vertx);
        relay.endpoint("a", shop.url());
        for (int i = 1; i <= 20; i++) {
            relay.accept("s" + i, "k" + i, "WAITING", i, "a");
        }
        // A lost message costs the patience of the bus and one look, not the lease of minutes.
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks()).hasSize(20);
    }

    @Test
    void withoutAConsumerAGrantIsGivenBackAtOnce() {
        relay.undeploy();
        relay.accept("s1", "k1", "COMPLETED", 10, "a");
        await().until(() -> leases() == 0);
        assertThat(relay.live()).isEqualTo(1);
    }

    @Test
    void aStopFinishesWhatIsUnderWayAndGivesTheRestBack() {
        var shop = Receiver.start(
                vertx,
                (request, n) -> vertx.setTimer(150, late -> request.response().end()));
        relay.endpoint("a", shop.url());
        for (int i = 1; i <= 40; i++) {
            relay.accept("s" + i, "k" + i, "WAITING", i, "a");
        }
        await().until(() -> !shop.hooks().isEmpty());
        relay.undeploy();
        assertThat(leases()).isZero();
        long left = relay.live();
        assertThat(left).isEqualTo(40 - shop.hooks().size());
        relay.deploy(1);
        await().until(() -> relay.live() == 0);
        assertThat(shop.hooks()).hasSize(40);
    }

    private TestJournal kit() {
        return relay.kit;
    }

    private long leases() {
        return kit().redis("ZCARD", kit().names().of("acme") + "ep:acme/a:lease")
                .toLong();
    }

    private List<String> errors() {
        var entries = kit().redis("XRANGE", kit().names().of("acme") + "attempts:acme", "-", "+");
        return entries.stream()
                .map(entry -> {
                    var fields = entry.get(1);
                    for (int i = 0; i < fields.size(); i += 2) {
                        if (fields.get(i).toString().equals("error")) {
                            return fields.get(i + 1).toString();
                        }
                    }
                    return ""; // a success has none
                })
                .collect(Collectors.toList());
    }

    private static void verify(Receiver.Hook hook) throws Exception {
        var headers = hook.headers().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
        new Webhook(RelayKit.SECRET.reveal())
                .verify(hook.body().toString(), HttpHeaders.of(headers, (name, value) -> true));
    }
}
