package io.hppgateway.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether a create costs more when there are many tenants, or many sessions; and what a session takes of Redis' memory. What is
 * compared is compared in one process, in turn: two JVMs that do the same differ by a tenth, and so does a machine within
 * minutes.
 */
final class Growth {
    private static final int FEW = 10;
    private static final int ROUNDS = 5;

    private final Lab lab;
    private final Creates creates;

    Growth(Lab lab) {
        this.lab = lab;
        this.creates = new Creates(lab);
    }

    /** @param startMs from its start to ready */
    record Row(int tenants, int calling, long sessions, double perSecond, double gatewayMicros, double redisMicros, double rss,
            double startMs, double bytesPerSession) {}

    List<Row> run() {
        var rows = new ArrayList<Row>();
        try (var few = new Subject(FEW, "few")) {
            few.warm();
            rows.add(new Case(few, FEW).rounds().row());
            few.fill(lab.size(350_000, 5000));
            rows.add(new Case(few, FEW).rounds().row());
        }
        int many = lab.size(10_000, 100);
        try (var crowd = new Subject(many, "many")) {
            crowd.warm();
            var cases = Stream.of(FEW, many / 10, many).map(calling -> new Case(crowd, calling)).toList();
            for (int round = 0; round < ROUNDS; round++) {
                cases.forEach(Case::round);
            }
            cases.forEach(one -> rows.add(one.row()));
        }
        return rows;
    }

    /** A gateway and its Redis. */
    private final class Subject implements AutoCloseable {
        final int tenants;
        final Estate estate;
        final double startMs;
        final long memory;
        long sessions;

        Subject(int tenants, String name) {
            this.tenants = tenants;
            var shops = IntStream.range(0, tenants).mapToObj(Estate.Shop::of).toList();
            estate = new Estate(lab, "growth-" + name, lab.upstreamPort, shops).start();
            startMs = (estate.readyAt() - estate.gateway().startedAt) / 1e6;
            memory = estate.redisMemory();
        }

        void warm() {
            sessions += creates.warm(name("warm"), estate.port, estate.keys, estate.measured());
        }

        void fill(long target) {
            while (sessions < target) {
                call("fill", estate.keys, lab.time(8));
            }
        }

        Wrk.Result call(String what, Path keys, Duration time) {
            var result = creates.saturate(name(what), estate.port, keys, estate.measured(), time);
            sessions += result.requests();
            return result;
        }

        double bytesPerSession() {
            return (estate.redisMemory() - memory) / (double) sessions;
        }

        private String name(String what) {
            return estate.directory.getFileName() + "-" + what;
        }

        @Override
        public void close() {
            estate.close();
        }
    }

    /** So many tenants of a subject call. */
    private final class Case {
        private final Subject subject;
        private final int calling;
        private final Path keys;
        private final List<Wrk.Result> results = new ArrayList<>();

        Case(Subject subject, int calling) {
            this.subject = subject;
            this.calling = calling;
            this.keys = subject.estate.keys(calling);
        }

        void round() {
            results.add(subject.call(calling + "-of-" + subject.tenants, keys, lab.time(4)));
        }

        Case rounds() {
            for (int round = 0; round < ROUNDS; round++) {
                round();
            }
            return this;
        }

        Row row() {
            var row = new Row(subject.tenants, calling, subject.sessions, median(Wrk.Result::perSecond), micros("gateway"),
                    micros("redis"), results.get(0).rss(), subject.startMs, subject.bytesPerSession());
            Bench.say("%d tenants, %d call, %d sessions: %.0f/s, CPU us gateway %.1f redis %.1f, rss %.0f MiB, start %.0f ms, "
                            + "%.0f bytes/session", row.tenants, row.calling, row.sessions, row.perSecond, row.gatewayMicros,
                    row.redisMicros, row.rss, row.startMs, row.bytesPerSession);
            return row;
        }

        private double micros(String process) {
            return median(result -> result.microsEach().get(process));
        }

        /** In one round or another Redis moves a table that has doubled. */
        private double median(ToDoubleFunction<Wrk.Result> figure) {
            return results.stream().mapToDouble(figure).sorted().toArray()[results.size() / 2];
        }
    }
}
