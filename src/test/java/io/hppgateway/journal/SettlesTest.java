package io.hppgateway.journal;

import static io.hppgateway.journal.Arrivals.subscribed;
import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisUnavailableException;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases that end at about the same time are settled in one call; nobody may notice. */
final class SettlesTest {
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final Attempt FAILED =
            new Attempt(500, Duration.ofMillis(5), "HTTP 500", Buffer.buffer("no"), false);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Journal journal = kit.journal();

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void manyAtOnceOfSeveralEndpointsEndOnceEach() {
        var grants = accept(100, "a", "b", "c");

        var settled = atOnce(grants.stream().map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 0)));

        assertThat(settled).hasSize(300).noneMatch(Settlement::stale);
        assertThat(kit.stats("acme")).containsEntry("delivered", 300L).containsEntry("live", 0L);
        assertThat(keys("ep:acme/a:lease", "ep:acme/b:fence", "ep:acme/c:due", "sched"))
                .containsOnly(0L);
        assertThat(kit.redis("XLEN", kit.names().of("acme") + "attempts:acme").toLong())
                .isBetween(5L, 30L); // an entry for each call
        assertThat(kit.field("acme", "ep:acme/b:health", "window_ok")).isEqualTo("100");
    }

    @Test
    void aLeaseThatIsEndedTwiceAtOnceIsStaleTheSecondTime() {
        var grants = accept(20, "a");
        var twice = new ArrayList<>(grants);
        twice.addAll(grants);

        var settled = atOnce(twice.stream().map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 0)));

        assertThat(settled.stream().filter(Settlement::stale)).hasSize(20);
        assertThat(kit.stats("acme")).containsEntry("delivered", 20L).containsEntry("stale", 20L);
    }

    @Test
    void eachOutcomeIsItsOwn() {
        var taken = accept(40, "a");
        var refused = accept(20, "b");

        var settled = atOnce(Stream.concat(
                taken.stream().map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 0)),
                IntStream.range(0, 20).mapToObj(i -> journal.settle(refused.get(i), refusal(i), 0))));

        assertThat(settled).noneMatch(Settlement::stale);
        assertThat(settled.stream().filter(one -> one.turn() == Settlement.Turn.OPENED))
                .hasSize(1);
        assertThat(kit.stats("acme"))
                .containsEntry("delivered", 40L)
                .containsEntry("dead", 10L)
                .containsEntry("live", 10L);
        assertThat(keys("ep:acme/b:due", "dead:acme/b", "ep:acme/a:due")).containsExactly(10L, 10L, 0L);
    }

    private static DeliveryOutcome refusal(int i) {
        return i % 2 == 0 ? DeliveryOutcome.dead(FAILED) : DeliveryOutcome.retry(FAILED, Duration.ofHours(1));
    }

    @Test
    void theNextGrantsAreDealtOutAndNoneIsGivenTwice() {
        var first = accept(16, "a", 16);
        for (int i = 16; i < 60; i++) {
            assertThat(accept(i, "a", 16, 1)).isEmpty();
        }

        var settled = atOnce(first.stream().map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 1)));

        var next = settled.stream().flatMap(one -> one.grants().stream()).toList();
        assertThat(settled).allMatch(one -> one.grants().size() <= 1);
        assertThat(next).hasSize(16);
        assertThat(new HashSet<>(next.stream().map(Grant::fence).toList())).hasSize(16);
        assertThat(new HashSet<>(
                        next.stream().map(grant -> grant.event().sessionId()).toList()))
                .hasSize(16);
    }

    @Test
    void whatRedisRefusesHarmsNobodyElse() {
        var good = accept(10, "a");
        var bad = accept(1, "broken").get(0);
        kit.redis("DEL", kit.names().of("acme") + "ep:acme/broken:health");
        kit.redis("RPUSH", kit.names().of("acme") + "ep:acme/broken:health", "no hash");
        var both = new ArrayList<>(good);
        both.add(5, bad);

        var futures = both.stream()
                .map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 0))
                .toList();
        await(Future.join(futures).otherwiseEmpty());

        assertThat(futures.get(5).failed()).isTrue();
        assertThat(futures.stream().filter(Future::succeeded)).hasSize(10);
        assertThat(kit.stats("acme")).containsEntry("delivered", 10L);
    }

    @Test
    void aGrantThatCannotBeReadHarmsNobodyElse() {
        var both = new ArrayList<>(accept(1, "a", "b"));
        var next = await(journal.accept(
                Arrivals.of("acme", "s0", "next", "IN_PROGRESS", Long.MAX_VALUE / 2), subscribed("acme", "a")));
        kit.redis("HSET", kit.names().of("acme") + "event:" + next.eventId(), "head", "no head");

        var futures = both.stream()
                .map(grant -> journal.settle(grant, DeliveryOutcome.delivered(OK), 1))
                .toList();
        await(Future.join(futures).otherwiseEmpty());

        assertThat(futures.get(0).failed()).isTrue();
        assertThat(futures.get(1).result().stale()).isFalse();
        assertThat(kit.stats("acme")).containsEntry("delivered", 2L);
    }

    @Test
    void aFullRedisEndsNothingAndLosesNothing() {
        var redis = TestRedis.own();
        var link = RedisLink.of(vertx, TestRedis.settings(redis));
        try (var full = TestJournal.on(link, TestRedis.freshPrefix(), JournalSettings.defaults())) {
            var first = await(full.journal()
                            .accept(Arrivals.of("acme", "s", "k1", "WAITING", 1), subscribed("acme", "a")))
                    .grants()
                    .get(0);
            await(full.journal().accept(Arrivals.of("acme", "s", "k2", "IN_PROGRESS", 2), subscribed("acme", "a")));
            full.redis("CONFIG", "SET", "maxmemory", "1");
            var refused = full.journal().settle(first, DeliveryOutcome.delivered(OK), 4);
            await(refused.otherwiseEmpty());
            full.redis("CONFIG", "SET", "maxmemory", "0");

            var settled = await(full.journal().settle(first, DeliveryOutcome.delivered(OK), 4));

            assertThat(refused.cause()).isInstanceOf(RedisUnavailableException.class);
            assertThat(settled.stale()).isFalse();
            assertThat(settled.grants()).hasSize(1);
            assertThat(full.stats("acme")).containsEntry("delivered", 1L).containsEntry("live", 1L);
        } finally {
            redis.close();
        }
    }

    private List<Long> keys(String... keys) {
        return Stream.of(keys)
                .map(key -> kit.names().of("acme") + key)
                .map(key -> key.endsWith("fence") ? kit.redis("HLEN", key) : kit.redis("ZCARD", key))
                .map(answer -> answer.toLong())
                .toList();
    }

    private static <T> List<T> atOnce(Stream<Future<T>> calls) {
        var all = calls.toList();
        await(Future.join(all));
        return all.stream().map(Future::result).toList();
    }

    /** Of so many sessions one event each, granted at once. */
    private List<Grant> accept(int sessions, String... endpoints) {
        var grants = new ArrayList<Grant>();
        for (int i = 0; i < sessions; i++) {
            for (String endpoint : endpoints) {
                grants.addAll(accept(i, endpoint, 1000, endpoint.hashCode()));
            }
        }
        return grants;
    }

    private List<Grant> accept(int sessions, String endpoint, int permits) {
        var grants = new ArrayList<Grant>();
        for (int i = 0; i < sessions; i++) {
            grants.addAll(accept(i, endpoint, permits, 1));
        }
        return grants;
    }

    private List<Grant> accept(int session, String endpoint, int permits, int version) {
        var arrival = Arrivals.of("acme", "s" + session, "k" + session + endpoint, "WAITING", version);
        return await(journal.accept(arrival, subscribed("acme", endpoint, permits, Duration.ofSeconds(60))))
                .grants();
    }
}
