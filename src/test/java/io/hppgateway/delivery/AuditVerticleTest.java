package io.hppgateway.delivery;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.journal.Subscription;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.Errors;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alarm goes off when the books are wrong, and not otherwise. */
final class AuditVerticleTest {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    private final Vertx vertx = Vertx.vertx();
    private final LocalRedis redis = TestRedis.own();
    private final TestJournal kit = TestJournal.on(
            RedisLink.of(vertx, TestRedis.settings(redis)), TestRedis.freshPrefix(), JournalSettings.defaults());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Errors errors = Errors.of(AuditVerticle.class);

    @BeforeEach
    void audited() {
        for (int i = 0; i < 5; i++) {
            var to = new Subscription(new EndpointRef("acme", "a"), 2, Duration.ofMinutes(1));
            await(kit.journal().accept(Arrivals.of("acme", "s" + i % 3, "k" + i, "WAITING", i), List.of(to)));
        }
        var audit = new DeliveryAudit(kit.link(), kit.names());
        await(vertx.deployVerticle(new AuditVerticle(audit, () -> List.of("acme", "globex"), meters, INTERVAL)));
        awaitMeter("hpp.conservation.deliveries", "accepted", 5);
    }

    @AfterEach
    void close() {
        await(vertx.close());
        redis.close();
        errors.close();
    }

    @Test
    void booksThatAddUpRaiseNoAlarm() {
        awaitMeter("hpp.conservation.deliveries", "live", 5);
        assertThat(meter("hpp.conservation.difference")).isZero();
        assertThat(errors.seen()).isEmpty();
    }

    @Test
    void aDeliveryThatVanishedFromItsQueueIsFound() {
        var queue = kit.names().of("acme") + "ep:acme/a:queue";
        var waiting = String.valueOf(kit.redis("HGET", queue, "s0")).split(" ", -1);
        kit.redis("HSET", queue, "s0", waiting[0]);
        awaitDifference(1);
        assertThat(errors.seen()).first().asString().contains("do not add up");
    }

    @Test
    void aWrongCounterIsFound() {
        kit.redis("HINCRBY", kit.names().of("acme") + "stats:acme", "delivered", "3");
        awaitDifference(3);
        assertThat(errors.seen()).first().asString().contains("do not add up");
    }

    @Test
    void workThatNobodyIsToLookAtIsFound() {
        kit.redis("ZREM", kit.names().of("acme") + "sched", "acme/a");
        awaitDifference(1);
    }

    @Test
    void theAlarmEndsWithItsCause() {
        kit.redis("HINCRBY", kit.names().of("acme") + "stats:acme", "live", "2");
        awaitDifference(2);
        kit.redis("HINCRBY", kit.names().of("acme") + "stats:acme", "live", "-2");
        awaitDifference(0);
    }

    @Test
    void whenRedisIsAwayTheAlarmStands() {
        kit.redis("HINCRBY", kit.names().of("acme") + "stats:acme", "live", "2");
        awaitDifference(2);
        redis.kill();
        awaitMeter("hpp.conservation.unaudited", null, 2);
        assertThat(meter("hpp.conservation.difference")).isEqualTo(2);
    }

    private double meter(String name) {
        return meters.get(name).gauge().value();
    }

    private void awaitDifference(double value) {
        awaitMeter("hpp.conservation.difference", null, value);
    }

    private void awaitMeter(String name, String state, double value) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> {
                    var search =
                            state == null ? meters.get(name) : meters.get(name).tag("state", state);
                    assertThat(search.gauge().value()).isEqualTo(value);
                });
    }
}
