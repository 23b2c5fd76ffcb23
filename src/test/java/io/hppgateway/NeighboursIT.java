package io.hppgateway;

import io.hppgateway.proof.Report;
import io.hppgateway.proof.neighbours.NeighboursRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A healthy endpoint beside one that never answers and one that takes 5 s, of its own tenant and of others: it gets
 * everything, they hold no more than their permits. The times are printed and not judged: other machines, other times.
 */
final class NeighboursIT {
    @Test
    void badEndpointsHoldUpNobodyElse(@TempDir Path directory) throws Exception {
        try (var run = NeighboursRun.start(directory)) {
            var good = run.withGoodNeighbours();
            var bad = run.withBadNeighbours();
            var crowded = run.withBadNeighboursAtTheSameHost();
            Report.print("NEIGHBOURS good: " + good.latencies() + "; bad: " + bad.latencies()
                    + "; bad at the same host: " + crowded.latencies()
                    + String.format(
                            java.util.Locale.ROOT,
                            "; p99 ratio bad/good=%.2f same-host/good=%.2f",
                            bad.p99() / good.p99(),
                            crowded.p99() / good.p99()));
            NeighboursRun.assertIsolated(bad);
            NeighboursRun.assertIsolated(crowded);
        }
    }
}
