package io.hppgateway.bench;

import java.util.List;
import java.util.Locale;

/** What the README shows, in Markdown. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    void creates(List<Creates.Row> rows) {
        line("| create | requests/s at 64 connections | CPU µs per request | of that Redis | p50 at 1,000/s | p99 | RSS idle | loaded | start to first answer |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (var row : rows) {
            String latency = format("%.2f ms | %.2f ms", row.paced().p50(), row.paced().p99());
            if (row.full() == null) {
                line("| %s | | | | %s | | | |", row.name(), latency);
                continue;
            }
            double redis = row.full().microsEach().getOrDefault("redis", 0.0);
            double all = row.full().microsEach().values().stream().mapToDouble(x -> x).sum();
            line("| %s | %,.0f | %.1f | %s | %s | %.0f MiB | %.0f MiB | %,.0f ms |", row.name(), row.full().perSecond(), all,
                    redis == 0 ? "" : format("%.1f", redis), latency, row.idle(), row.full().rss(), row.startMs());
        }
        line("");
    }

    void callbacks(List<Callbacks.Row> rows) {
        line("| callback at 1,000/s | acknowledged p50 | p99 | webhook at its receiver p50 | p99 | CPU µs gateway | Redis |");
        line("|---|---|---|---|---|---|---|");
        for (var row : rows) {
            line("| %s | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %.0f | %.0f |",
                    row.confirmed() ? "`COMPLETED`, confirmed at Klarna first" : "any other status", row.ack().p50(),
                    row.ack().p99(), row.hookP50(), row.hookP99(), row.gatewayMicros(), row.redisMicros());
        }
        line("");
    }

    void fanOut(List<FanOut.Row> rows, FanOut.Bare bare) {
        line("| fan-out | deliveries/s of a backlog | CPU µs per delivery, gateway | Redis | deliveries/s with callbacks coming in | callbacks/s with endpoints paused | Redis bytes per event |");
        line("|---|---|---|---|---|---|---|");
        for (var row : rows) {
            line("| %d endpoint%s per event | %,.0f | %.1f | %.1f | %,.0f | %,.0f | %,.0f |", row.endpoints(),
                    row.endpoints() == 1 ? "" : "s", row.perSecond(), row.gatewayMicros(), row.redisMicros(), row.piped(),
                    row.accepted(), row.bytesPerEvent());
        }
        line("| a bare loop that signs and posts | %,.0f | %.1f | | | | |", bare.perSecond(), bare.micros());
        line("");
    }

    void growth(List<Growth.Row> rows) {
        line("| tenants | of which call | sessions held | creates/s | CPU µs gateway | Redis | RSS | start to ready | Redis bytes per session |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (var row : rows) {
            line("| %,d | %,d | %,d | %,.0f | %.1f | %.1f | %.0f MiB | %,.0f ms | %,.0f |", row.tenants(), row.calling(),
                    row.sessions(), row.perSecond(), row.gatewayMicros(), row.redisMicros(), row.rss(), row.startMs(), row.bytesPerSession());
        }
        line("");
    }

    void starts(List<Starts.Row> rows) {
        line("| start to ready | median | RSS idle |");
        line("|---|---|---|");
        rows.forEach(row -> line("| %s | %,.0f ms | %.0f MiB |", row.name(), row.ms(), row.idle()));
        line("");
    }

    void line(String format, Object... values) {
        text.append(format(format, values)).append('\n');
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    String text() {
        return text.toString();
    }
}
