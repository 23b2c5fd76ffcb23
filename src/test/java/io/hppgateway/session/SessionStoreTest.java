package io.hppgateway.session;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.journal.Recheck;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisRefusedException;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Session records on a real Redis. */
final class SessionStoreTest {
    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final SessionStore store =
            new SessionStore(kit.link(), kit.names(), TestJournal.box(), Duration.ofDays(7), Recheck.never());

    private final Instant end = Instant.now().plus(Duration.ofHours(1));

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aTenantWritesNothingIntoTheRecordOfAnotherOneInItsBucket() {
        String other = IntStream.range(0, 10_000)
                .mapToObj(i -> "other-" + i)
                .filter(id -> Namespace.bucketOf(id) == Namespace.bucketOf("acme"))
                .findFirst()
                .orElseThrow();
        var mine = new PendingSession("eu", Optional.empty(), Optional.empty());
        var theirs = new PendingSession("na", Optional.of("https://other.example/"), Optional.empty());
        await(store.record("acme", "s1", "nonce-1", mine, end));

        assertThatThrownBy(() -> await(store.record(other, "s1", "nonce-2", theirs, end)))
                .isInstanceOf(RedisRefusedException.class)
                .hasMessageContaining("FOREIGN");

        var found = await(store.find("acme", "s1")).orElseThrow();
        assertThat(found.statusUpdate()).isEmpty();
        assertThat(found.account()).isEqualTo("eu");
        assertThat(await(store.find(other, "s1"))).isEmpty();
    }
}
