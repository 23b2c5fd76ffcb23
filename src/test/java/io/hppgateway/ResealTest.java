package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Event;
import io.hppgateway.journal.RecordKey;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.reload.RefusedException;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.seal.Reseal;
import io.hppgateway.secret.KeysetChange;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.session.PendingKey;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reseal does to what stands in Redis; through a gateway: {@link KeysetTest}. */
final class ResealTest {
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final RecordKey SESSION = new RecordKey("acme", "s1");
    private static final String PLAIN = "a-token-of-the-merchant";

    private final Vertx vertx = Vertx.vertx();
    private final RedisLink redis = TestRedis.link(vertx);
    private final Namespace names = new Namespace(TestRedis.freshPrefix());
    private final KeyLedger ledger = new KeyLedger(redis, names);
    private final SecretBox old;
    private final SecretBox added;
    private final SecretBox rotated;
    private final SecretBox fresh;

    ResealTest() {
        var first = SecretBox.newKeyset();
        var second = KeysetChange.next(first).keyset();
        var promoted = KeysetChange.next(second).keyset();
        added = SecretBox.of(second);
        old = SecretBox.of(first);
        rotated = SecretBox.of(promoted);
        fresh = SecretBox.of(KeysetChange.next(promoted).keyset());
        GatewayKit.wait(ledger.enter(old));
    }

    @AfterEach
    void close() {
        GatewayKit.wait(redis.close());
        GatewayKit.wait(vertx.close());
    }

    private Reseal reseal(SecretBox box) {
        return new Reseal(redis, names, box, SealedPlaces.of(names, RETENTION), 100_000, Duration.ofMillis(1));
    }

    private Response redis(String command, Object... args) {
        var request = Request.cmd(Command.create(command));
        for (Object arg : args) {
            if (arg instanceof byte[] bytes) {
                request.arg(Buffer.buffer(bytes));
            } else {
                request.arg(String.valueOf(arg));
            }
        }
        return GatewayKit.wait(redis.send(request));
    }

    private static byte[] sealed(SecretBox box, String context) {
        return box.seal(PLAIN.getBytes(StandardCharsets.UTF_8), context);
    }

    private static String opened(SecretBox box, Response sealed, String context) {
        return new String(box.open(sealed.toBytes(), context), StandardCharsets.UTF_8);
    }

    private void session(SecretBox box) {
        String key = SESSION.in(names);
        redis("HSET", key, "tenant", "acme", "status_update", "", "body", sealed(box, SESSION.context("body")));
        redis("PEXPIRE", key, 600_000);
    }

    private String ledgerKeys() {
        return String.valueOf(redis("HKEYS", names.bucket(0) + "keyset"));
    }

    @Test
    void whatAnOldKeySealedIsSealedAnewAndTheKeyIsStruck() {
        session(old);
        for (int i = 0; i < 600; i++) {
            String tenant = "tenant-" + i % 50;
            redis(
                    "HSET",
                    names.of(tenant) + "event:e" + i,
                    "tenant",
                    tenant,
                    "content",
                    sealed(old, Event.contentContext(tenant, "e" + i)));
        }

        var report = reseal(rotated).run();

        assertThat(report.isDone()).as(report.lines().toString()).isTrue();
        assertThat(report.struck()).containsExactly(old.primaryId());
        assertThat(report.lines()).contains("event, key " + old.primaryId() + ": 600 sealed anew");
        assertThat(ledgerKeys()).isEqualTo("[" + fresh.primaryId() + "]");
        assertThat(opened(fresh, redis("HGET", SESSION.in(names), "body"), SESSION.context("body")))
                .isEqualTo(PLAIN);
        assertThat(redis("PTTL", SESSION.in(names)).toLong()).isBetween(1L, 600_000L);
        assertThat(opened(
                        fresh,
                        redis("HGET", names.of("tenant-49") + "event:e599", "content"),
                        Event.contentContext("tenant-49", "e599")))
                .isEqualTo(PLAIN);

        var again = reseal(rotated).run();
        assertThat(again.isDone()).isTrue();
        assertThat(again.struck()).isEmpty();
        assertThat(again.lines()).noneMatch(line -> line.contains("sealed anew"));
    }

    @Test
    void countingChangesNothing() {
        session(old);
        var before = redis("HGET", SESSION.in(names), "body").toBytes();

        var report = reseal(rotated).count();

        assertThat(report.isDone()).isFalse();
        assertThat(report.lines()).containsExactly("session, key " + old.primaryId() + ": 1 to be sealed anew");
        assertThat(redis("HGET", SESSION.in(names), "body").toBytes()).isEqualTo(before);
        assertThat(ledgerKeys()).isEqualTo("[" + old.primaryId() + "]");
    }

    @Test
    void whatNothingOpensIsNamedAndItsKeyIsNotStruck() {
        session(old);
        redis("HSET", SESSION.in(names), "read_body", sealed(old, "for something else"));

        var report = reseal(rotated).run();

        assertThat(report.isDone()).isFalse();
        assertThat(report.struck()).isEmpty();
        assertThat(report.lines())
                .contains(
                        "session, key " + old.primaryId() + ": 1 sealed anew",
                        "session, key " + old.primaryId() + ": 1 that no key of the keyset opens",
                        "cannot be opened: " + SESSION.in(names) + " read_body");
        assertThat(ledgerKeys()).contains(old.primaryId());
    }

    @Test
    void aKeyIsKeptAsLongAsItIsNeededByWhatCannotBeChanged() {
        var endpoint = new EndpointRef("acme", "erp");
        String stream = names.of("acme") + "attempts:acme";
        String pending = new PendingKey("acme", "n1").in(names);
        byte[] response = sealed(old, Attempt.context(endpoint));
        long now = System.currentTimeMillis();
        redis("XADD", stream, "1000-0", "endpoint", endpoint, "response", response);
        redis("XADD", stream, now + "-0", "endpoint", endpoint, "response", response);
        redis("XADD", stream, now + "-1", "endpoint", endpoint, "response", "");
        redis("HSET", pending, "status_update", sealed(old, new PendingKey("acme", "n1").context()));
        redis("PEXPIRE", pending, 60_000);

        var report = reseal(rotated).run();

        assertThat(report.isDone()).isFalse();
        assertThat(report.struck()).isEmpty();
        assertThat(report.lines())
                .contains(
                        "attempts, key " + old.primaryId() + ": 1 that cannot be changed and age out",
                        "pending, key " + old.primaryId() + ": 1 that cannot be changed and age out")
                .anyMatch(line -> line.startsWith("The key " + old.primaryId() + " is needed until "
                        + Instant.ofEpochMilli(now).plus(RETENTION)));
        assertThat(redis("XLEN", stream).toInteger()).isEqualTo(2);

        redis("DEL", stream, pending);
        assertThat(reseal(rotated).run().struck()).containsExactly(old.primaryId());
    }

    @Test
    void aGatewayThatStillSealsWithTheOldKeyIsNoticed() {
        session(old);
        // Enters its primary key again and again, as every gateway does.
        vertx.setPeriodic(10, due -> ledger.enter(added));

        var stock = SealedPlaces.of(names, RETENTION);
        var report = new Reseal(redis, names, rotated, stock, 100_000, Duration.ofSeconds(3)).run();

        assertThat(report.isDone()).isFalse();
        assertThat(report.struck()).isEmpty();
        assertThat(report.lines())
                .anyMatch(line -> line.startsWith("A gateway still seals with the key " + old.primaryId()));
        assertThat(ledgerKeys()).contains(old.primaryId());
    }

    @Test
    void aKeysetThatLacksAKeyInUseIsRefused() {
        session(old);

        assertThatThrownBy(() -> reseal(fresh).run())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(old.primaryId());
    }

    @Test
    void theKeysOfAnotherPrefixAreNoneOfItsBusiness() {
        var other = new Namespace(TestRedis.freshPrefix());
        String key = SESSION.in(other);
        redis("HSET", key, "tenant", "acme", "body", sealed(old, SESSION.context("body")));

        reseal(rotated).run();

        assertThat(SecretBox.keyIdOf(redis("HGET", key, "body").toBytes())).isEqualTo(old.primaryId());
    }
}
