package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.proof.Report;
import io.hppgateway.proof.many.Street;
import io.hppgateway.redis.Namespace;
import io.hppgateway.sandbox.redis.RedisCluster;
import io.hppgateway.sandbox.redis.RedisServer;
import io.hppgateway.sandbox.redis.SentinelTrio;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Gateways under load on a Redis whose masters die, with real servers: what is lost is counted, and found again. */
@Timeout(300)
final class FailoverIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    /** A session takes a second or more, so that none begins and ends while the replicas hear nothing. */
    private static final Duration PACE = Duration.ofMillis(400);

    /** In a day's work first-after is 10 minutes. */
    private static final Map<String, String> RECONCILING = Map.of(
            "HPP_RECONCILE_ENABLED", "true",
            "HPP_RECONCILE_FIRST_AFTER", "5s",
            "HPP_RECONCILE_LOOK", "250ms",
            "HPP_RECONCILE_PER_SECOND", "200");

    @TempDir
    private Path directory;

    @Test
    void whatAMasterTookWithItIsFoundByReconciling() throws Exception {
        try (var trio = SentinelTrio.start(directory);
                var street = Street.open(directory, trio.url(), 2, List.of("alpha", "beta"), RECONCILING)) {
            street.crowd(15, PACE);
            street.letPass(100);
            street.shut(true);
            street.letPass(30);
            trio.cutOffReplicas();
            street.letPass(30);
            var books = street.books();
            var told = books.told();
            trio.killMaster();
            street.shut(false);
            street.letPass(100);
            street.empty(SOON);
            street.until(
                    "the last word on every session is heard",
                    () -> books.blind().isEmpty());
            var lost = books.lost(told);
            Report.print("SENTINEL told-before=" + told.size() + " lost-with-the-master=" + lost.size() + " overtaken="
                    + books.missing().size() + " " + books);
            // Otherwise it proves nothing.
            assertThat(lost).isNotEmpty();
            // What nobody hears of any more was said before the lost moments' end, and something newer was heard.
            assertThat(lost).containsAll(books.missing());
        }
    }

    @Test
    void whatAReplicaHasSurvivesTheMaster() throws Exception {
        try (var trio = SentinelTrio.start(directory);
                var street = Street.open(
                        directory, trio.url(), 2, List.of("alpha", "beta"), Map.of("HPP_REDIS_WAIT_REPLICAS", "1"))) {
            street.crowd(15, PACE);
            street.letPass(100);
            street.shut(true);
            street.letPass(30);
            trio.cutOffReplicas();
            var books = street.books();
            street.until("callbacks are refused", () -> !books.failures().isEmpty());
            var told = books.told();
            trio.killMaster();
            street.shut(false);
            street.letPass(100);
            street.empty(SOON);
            street.until("everything is heard", () -> books.missing().isEmpty());
            Report.print("SENTINEL wait-replicas=1 told-before=" + told.size() + " lost-with-the-master="
                    + books.lost(told).size() + " " + books);
            assertThat(books.lost(told)).isEmpty();
            assertThat(books.failures()).anyMatch(failure -> failure.startsWith("callback 503"));
        }
    }

    @Test
    void aClusterServesWhileASlotMovesAndAMasterDies() throws Exception {
        try (var cluster = RedisCluster.start(directory, true)) {
            var tenants =
                    IntStream.range(0, 3).mapToObj(i -> tenantAt(cluster, i)).toList();
            try (var street = Street.open(directory, cluster.url(), 2, tenants, RECONCILING)) {
                street.crowd(8, PACE);
                street.letPass(150);
                var books = street.books();
                int failedBefore = books.failures().size();
                int moved = move(cluster, slotOf(cluster, tenants.get(0)), 1);
                street.letPass(150);
                int failedByMove = books.failures().size() - failedBefore;
                var told = books.told();
                cluster.servers().get(2).kill();
                int slot = slotOf(cluster, tenants.get(2));
                street.until("its replica takes over", () -> cluster.holder(slot) == 5);
                street.letPass(150);
                street.empty(SOON);
                street.until(
                        "the last word on every session is heard",
                        () -> books.blind().isEmpty());
                Report.print("CLUSTER masters=3 keys-moved=" + moved + " failed-by-move=" + failedByMove
                        + " lost-with-a-master=" + books.lost(told).size() + " " + books);
                assertThat(books.failures()).allMatch(failure -> failure.matches("(?s)(create|callback) (503|0) .*"));
            }
        }
    }

    private static int slotOf(RedisCluster cluster, String tenant) {
        return cluster.slotOf(new Namespace("hpp").of(tenant));
    }

    /** A tenant whose keys are at this master. */
    private static String tenantAt(RedisCluster cluster, int master) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> "shop-" + i)
                .filter(tenant -> cluster.holder(slotOf(cluster, tenant)) == master)
                .findFirst()
                .orElseThrow();
    }

    private static int move(RedisCluster cluster, int slot, int to) {
        RedisServer from = cluster.servers().get(cluster.holder(slot));
        RedisServer target = cluster.servers().get(to);
        cluster.beginMove(slot, from, target);
        int moved = 0;
        for (int n = cluster.moveKeys(slot, 20, from, target); n > 0; n = cluster.moveKeys(slot, 20, from, target)) {
            moved += n;
        }
        cluster.endMove(slot, from, target);
        return moved;
    }
}
