package io.hppgateway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether a create costs more when there are many tenants, or many sessions; and what a session takes of Redis' memory. */
final class Growth {
    private final Lab lab;
    private final Creates creates;

    Growth(Lab lab) {
        this.lab = lab;
        this.creates = new Creates(lab);
    }

    /** @param startMs from its start to ready */
    record Row(int tenants, long sessions, double perSecond, double gatewayMicros, double redisMicros, double rss, double startMs,
            double bytesPerSession) {}

    List<Row> run() {
        var rows = new ArrayList<Row>();
        for (int tenants : lab.quick ? List.of(10, 100) : List.of(10, 1000, 10_000)) {
            rows.addAll(run(tenants, tenants == 10));
        }
        return rows;
    }

    private List<Row> run(int tenants, boolean andSessions) {
        var shops = new ArrayList<Estate.Shop>();
        for (int i = 0; i < tenants; i++) {
            shops.add(Estate.Shop.of(i));
        }
        try (var estate = new Estate(lab, "tenants-" + tenants, lab.upstreamPort, shops).start()) {
            double start = (estate.readyAt() - estate.gateway().startedAt) / 1e6;
            long memory = estate.redisMemory();
            long held = creates.warm("tenants-" + tenants, estate.port, estate.keys, estate.measured());
            var rows = new ArrayList<Row>();
            rows.add(row(estate, tenants, held, start, memory));
            long target = lab.size(100_000, 5000);
            if (andSessions) {
                for (held += rows.get(0).sessions; held < target; held += saturate(estate, "fill", lab.time(10)).requests()) {
                    Bench.say("  %d sessions are held", held);
                }
                rows.add(row(estate, tenants, held, start, memory));
            }
            return rows;
        }
    }

    private Row row(Estate estate, int tenants, long held, double start, long memory) {
        double bytes = (estate.redisMemory() - memory) / (double) held;
        var full = saturate(estate, "full", lab.time(8));
        var row = new Row(tenants, held, full.perSecond(), full.microsEach().get("gateway"), full.microsEach().get("redis"),
                full.rss(), start, bytes);
        Bench.say("%d tenants, %d sessions: %.0f/s, CPU us gateway %.1f redis %.1f, rss %.0f MiB, start %.0f ms, %.0f bytes/session",
                tenants, held, row.perSecond, row.gatewayMicros, row.redisMicros, row.rss, start, bytes);
        return row;
    }

    private Wrk.Result saturate(Estate estate, String name, Duration time) {
        return creates.saturate(
                estate.directory.getFileName() + "-" + name, estate.port, estate.keys, estate.measured(), time);
    }
}
