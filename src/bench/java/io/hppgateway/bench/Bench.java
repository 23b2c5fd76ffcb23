package io.hppgateway.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The benchmark: every step in turn, then the table. Arguments: the project's directory, --quick, names of steps. */
public final class Bench {
    /** For every peer that is a JVM, as for the gateway itself; JAVA_OPTS changes them for all. */
    static final List<String> JVM = options();

    private Bench() {}

    private static List<String> options() {
        String given = System.getenv("BENCH_JAVA_OPTS");
        return given == null || given.isBlank() ? List.of() : List.of(given.strip().split(" +"));
    }

    public static void main(String[] arguments) {
        var words = new ArrayList<>(List.of(arguments));
        Path project = Path.of(words.remove(0)).toAbsolutePath();
        boolean quick = words.remove("--quick");
        var steps = words.isEmpty() ? Set.of("creates", "callbacks", "fanout", "growth", "starts") : Set.copyOf(words);
        Path raw = Lab.directory(project.resolve("target/bench/raw"));
        var table = new Table();
        try (var lab = new Lab(project, raw, quick)) {
            if (steps.contains("creates")) {
                table.creates(new Creates(lab).run());
            }
            if (steps.contains("callbacks")) {
                table.callbacks(new Callbacks(lab).run());
            }
            if (steps.contains("fanout")) {
                var fanOut = new FanOut(lab);
                table.fanOut(fanOut.run(), fanOut.bare());
            }
            if (steps.contains("growth")) {
                table.growth(new Growth(lab).run());
            }
            if (steps.contains("starts")) {
                table.starts(new Starts(lab).run());
            }
        }
        lab(raw, table);
        System.exit(0); // java.net.http keeps a thread for a while
    }

    private static void lab(Path raw, Table table) {
        String text = table.text();
        Wrk.write(raw.resolveSibling("table.md"), text);
        System.out.println("\n" + text);
    }

    static void say(String format, Object... values) {
        System.err.println(String.format(Locale.ROOT, format, values));
    }

    static String percentiles(Pace.Result result) {
        var text = new StringBuilder("calls " + result.calls() + ", failed " + result.failed() + "\n");
        for (double percentile : new double[] {50, 75, 90, 95, 99, 99.9, 100}) {
            text.append(String.format(
                    Locale.ROOT, "p%-5s %8.3f ms%n", percentile,
                    result.micros().getValueAtPercentile(percentile) / 1000.0));
        }
        return text.toString();
    }
}
