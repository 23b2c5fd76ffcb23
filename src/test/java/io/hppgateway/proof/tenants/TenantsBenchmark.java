package io.hppgateway.proof.tenants;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.proof.Estate;
import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Latencies;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Report;
import io.hppgateway.proof.Shop;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One gateway process with few and with many tenants of three accounts each: how long it takes to start, what it holds, and
 * what a create takes while all tenants take turns. Prints figures and judges none: they are the machine's.
 */
final class TenantsBenchmark {
    private static final int CALLERS = 8;
    private static final int WARM_UP = 5_000;
    private static final int CREATES = 10_000;
    private static final Pattern USED = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private static final Vertx vertx = Vertx.vertx();

    @AfterAll
    static void close() {
        vertx.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 500, 5000})
    void startMemoryAndCreates(int count, @TempDir Path directory) throws IOException {
        var klarna = KlarnaPeer.start(vertx);
        var shops = IntStream.range(0, count)
                .mapToObj(i -> new Shop("tenant-" + i, List.of(), Optional.empty()))
                .toList();
        try (var redis = TestRedis.own()) {
            var estate = Estate.write(directory, shops, klarna.url(), redis.url(), Map.of());
            addAccounts(directory.resolve("tenants"), klarna.url());
            try (var pod = estate.measuredPod("pod")) {
                String start = start(pod);
                String held = memory(pod);
                String creates = creates(new GatewayCalls(vertx, klarna), pod, shops);
                Report.print("TENANTS " + count + " start=" + start + " " + held + " create: " + creates
                        + " afterwards: " + memory(pod));
            }
        }
    }

    private static void addAccounts(Path tenants, String klarnaUrl) throws IOException {
        try (var files = Files.list(tenants)) {
            for (Path file : files.toList()) {
                var tenant = new JsonObject(Files.readString(file));
                tenant.getJsonArray("accounts").getJsonObject(0).put("default", true);
                for (String market : List.of("US", "AU")) {
                    String id = market.toLowerCase(Locale.ROOT);
                    tenant.getJsonArray("accounts")
                            .add(new JsonObject()
                                    .put("id", id)
                                    .put("base_url", klarnaUrl)
                                    .put("api_key", "klarna-" + id + "-" + tenant.getString("id"))
                                    .put("markets", List.of(market)));
                }
                Files.writeString(file, tenant.encode());
            }
        }
    }

    /** From the start of the process until it is ready. */
    private static String start(Pod pod) {
        long began = System.nanoTime();
        pod.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(pod::isReady);
        return String.format(Locale.ROOT, "%.2fs", (System.nanoTime() - began) / 1e9);
    }

    /** What is live on the heap, and what the process holds of the machine's memory. */
    private static String memory(Pod pod) throws IOException {
        jcmd(pod, "GC.run");
        String heap = jcmd(pod, "GC.heap_info");
        String status = Files.readString(Path.of("/proc", Long.toString(pod.pid()), "status"));
        return String.format(
                Locale.ROOT,
                "heap=%.0fMiB rss=%.0fMiB",
                kilobytes(USED, heap) / 1024,
                kilobytes(RESIDENT, status) / 1024);
    }

    private static String jcmd(Pod pod, String command) throws IOException {
        var tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(tool, Long.toString(pod.pid()), command)
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static double kilobytes(Pattern pattern, String text) {
        var match = pattern.matcher(text);
        assertThat(match.find()).as(text).isTrue();
        return Double.parseDouble(match.group(1));
    }

    private static String creates(GatewayCalls calls, Pod pod, List<Shop> shops) {
        var next = new AtomicInteger();
        run(new Load(
                calls,
                pod,
                shops,
                next,
                next.get() + WARM_UP,
                new ConcurrentLinkedQueue<>(),
                new ConcurrentSkipListMap<>()));
        var load = new Load(
                calls,
                pod,
                shops,
                next,
                next.get() + CREATES,
                new ConcurrentLinkedQueue<>(),
                new ConcurrentSkipListMap<>());
        long began = System.nanoTime();
        run(load);
        double taken = (System.nanoTime() - began) / 1e9;
        return String.format(
                Locale.ROOT, "%s %.0f/s refused=%s", Latencies.of(load.times), load.times.size() / taken, load.refused);
    }

    /**
     * Creates of all tenants in turn.
     *
     * @param times of those that were answered 201, in ns
     * @param refused how many were answered otherwise, by status; 0 for no answer
     */
    private record Load(
            GatewayCalls calls,
            Pod pod,
            List<Shop> shops,
            AtomicInteger next,
            int last,
            Queue<Long> times,
            Map<Integer, Integer> refused) {}

    private static void run(Load load) {
        var callers = Future.join(IntStream.range(0, CALLERS)
                .mapToObj(i -> {
                    Promise<Void> done = Promise.promise();
                    vertx.runOnContext(go -> step(load, done));
                    return done.future();
                })
                .toList());
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(callers::isComplete);
        assertThat(load.times).isNotEmpty();
    }

    private static void step(Load load, Promise<Void> done) {
        int number = load.next.getAndIncrement();
        if (number >= load.last) {
            done.complete();
            return;
        }
        long began = System.nanoTime();
        load.calls.create(load.pod, load.shops.get(number % load.shops.size())).onComplete(answer -> {
            int status = answer.result().status();
            if (status == 201) {
                load.times.add(System.nanoTime() - began);
            } else {
                load.refused.merge(status, 1, Integer::sum);
            }
            step(load, done);
        });
    }
}
