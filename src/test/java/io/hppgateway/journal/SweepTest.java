package io.hppgateway.journal;

import static io.hppgateway.journal.Arrivals.subscribed;
import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SweepTest {
    private static final int BUCKET = Namespace.bucketOf("acme");

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);
    private final Journal journal = kit.journal();

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
    }

    @Test
    void aLeaseThatRanOutIsReapedAndGrantedAgain() {
        accept("s1", 16, Duration.ofSeconds(3));
        var early = await(journal.sweep(BUCKET, 10));
        assertThat(early.reaped()).isZero();
        assertThat(early.again()).hasValueSatisfying(wait -> assertThat(wait).isLessThan(Duration.ofMillis(3001)));
        await().until(() -> await(journal.sweep(BUCKET, 10)).reaped() == 1);
        assertThat(kit.stats("acme")).containsEntry("reaped", 1L);
    }

    @Test
    void anEmptyBucketPlansNothing() {
        assertThat(await(journal.sweep(BUCKET, 10)).again()).isEmpty();
    }

    @Test
    void withoutFreeSlotsNothingIsGrantedButLeasesAreReaped() {
        accept("s1", 16, Duration.ofMillis(1));
        await().until(() -> await(journal.sweep(BUCKET, 0)).reaped() == 1);
        assertThat(await(journal.sweep(BUCKET, 0)).grants()).isEmpty();
        assertThat(await(journal.sweep(BUCKET, 5)).grants()).hasSize(1);
    }

    @Test
    void permitsHoldOverAllPods() {
        int granted = 0;
        for (int i = 0; i < 30; i++) {
            granted += accept("s" + i, 4, Duration.ofSeconds(60)).grants().size();
        }
        assertThat(granted).isEqualTo(4);
        String prefix = kit.names().bucket(0).substring(0, kit.names().bucket(0).indexOf(':'));
        List<TestJournal> pods = IntStream.range(0, 3)
                .mapToObj(i -> TestJournal.on(TestRedis.link(vertx), prefix, JournalSettings.defaults()))
                .toList();
        List<Future<Sweep>> sweeps = pods.stream()
                .flatMap(pod ->
                        IntStream.range(0, 20).mapToObj(i -> pod.journal().sweep(BUCKET, 100)))
                .toList();
        await(Future.all(sweeps));
        assertThat(sweeps.stream()
                        .mapToInt(sweep -> sweep.result().grants().size())
                        .sum())
                .isZero();
        assertThat(kit.redis("ZCARD", kit.names().of("acme") + "ep:acme/a:lease")
                        .toLong())
                .isEqualTo(4);
        pods.forEach(TestJournal::close);
    }

    @Test
    void oneSweepNeverGrantsMoreThanAskedFor() {
        for (int i = 0; i < 30; i++) {
            accept("s" + i, 1, Duration.ofMillis(1));
        }
        accept("s0", 16, Duration.ofMillis(50)); // more permits from now on
        await().until(() -> await(journal.sweep(BUCKET, 7)).grants().size() == 7);
    }

    @Test
    void whatOutlivesTheRetentionIsCountedOut() {
        accept("s1", 16, Duration.ofMillis(1));
        var event = kit.redis("HGET", kit.names().of("acme") + "ep:acme/a:queue", "s1");
        kit.redis("DEL", kit.names().of("acme") + "event:" + event);
        await().until(() -> kit.stats("acme").getOrDefault("expired", 0L) == 1 || sweepOnce());
        assertThat(kit.stats("acme")).containsEntry("live", 0L).containsEntry("expired", 1L);
    }

    @Test
    void whatIsYoungerThanTheRetentionGoesOnBehindWhatOutlivedIt() {
        var ids = IntStream.range(0, 4)
                .mapToObj(i -> accept("s1", 16, Duration.ofMillis(1)).eventId())
                .toList();
        ids.subList(0, 2).forEach(id -> kit.redis("DEL", kit.names().of("acme") + "event:" + id));
        await().until(() -> await(journal.sweep(BUCKET, 0)).reaped() == 1);
        var grants = await(journal.sweep(BUCKET, 5)).grants();
        assertThat(grants).extracting(grant -> grant.event().id()).containsExactly(ids.get(2));
        assertThat(kit.stats("acme")).containsEntry("live", 2L).containsEntry("expired", 2L);
        assertThat(kit.field("acme", "ep:acme/a:queue", "s1")).isEqualTo(ids.get(2) + " " + ids.get(3));
    }

    @Test
    void whatAPausedEndpointIsOwedIsCountedOutAlthoughMoreComes() {
        String bucket = kit.names().of("acme");
        kit.redis(
                "HSET", bucket + "ep:acme/a:health", "paused", "test", "permits", "16", "lease", "60000", "rate", "0");
        var old = accept("s1", 16, Duration.ofSeconds(60));
        String planned = kit.redis("ZSCORE", bucket + "sched", "acme/a").toString();
        long now = System.currentTimeMillis();
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.currentTimeMillis() > now + 1);

        accept("s2", 16, Duration.ofSeconds(60));

        assertThat(kit.redis("ZSCORE", bucket + "sched", "acme/a").toString())
                .as("what comes does not put the look off")
                .isEqualTo(planned);
        kit.redis("DEL", bucket + "event:" + old.eventId());
        kit.redis("ZADD", bucket + "sched", "1", "acme/a");
        assertThat(await(journal.sweep(BUCKET, 5)).grants()).isEmpty();
        assertThat(kit.stats("acme")).containsEntry("live", 1L).containsEntry("expired", 1L);
    }

    @Test
    void aPausedEndpointWithMuchThatOutlivedTheRetentionIsSoonLookedAtAgain() {
        String bucket = kit.names().of("acme");
        kit.redis(
                "HSET", bucket + "ep:acme/a:health", "paused", "test", "permits", "16", "lease", "60000", "rate", "0");
        for (int i = 0; i < 250; i++) {
            var event = accept("s" + i, 16, Duration.ofSeconds(60)).eventId();
            if (i < 220) {
                kit.redis("DEL", bucket + "event:" + event);
            }
        }
        kit.redis("ZADD", bucket + "sched", "1", "acme/a");
        await().until(() -> {
            await(journal.sweep(BUCKET, 5));
            return kit.stats("acme").get("live") == 30;
        });
        // Nothing more to count out soon.
        await().until(() -> await(journal.sweep(BUCKET, 5))
                .again()
                .filter(wait -> wait.toSeconds() > 30)
                .isPresent());
    }

    private boolean sweepOnce() {
        assertThat(await(journal.sweep(BUCKET, 5)).grants()).isEmpty();
        return false;
    }

    private Acceptance accept(String session, int permits, Duration lease) {
        var arrival = Arrivals.of("acme", session, "", "WAITING", 1);
        return await(journal.accept(arrival, subscribed("acme", "a", permits, lease)));
    }
}
