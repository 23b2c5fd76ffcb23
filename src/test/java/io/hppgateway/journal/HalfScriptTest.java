package io.hppgateway.journal;

import static io.hppgateway.testkit.TestJournal.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis that was killed while it wrote, and then once more, may do the first half of a script: before the whole of it, where
 * somebody called again in between, or alone ({@code redis-check-aof} before the start prevents it). Whatever the half is: every
 * endpoint still gets every event, and under one id. The commands are those that Redis wrote into its own append-only file.
 */
final class HalfScriptTest {
    private static final Script CLAIM = Script.load("lua/reconcile-claim.lua");
    private static final Script REPLAY = Script.load("lua/common.lua", "lua/replay.lua");
    private static final Attempt OK = new Attempt(200, Duration.ofMillis(5), "", Buffer.buffer(), false);
    private static final List<Subscription> TO_BOTH = Stream.of("a", "b")
            .map(id -> new Subscription(new EndpointRef("acme", id), 16, Duration.ofMillis(1)))
            .toList();

    private final Vertx vertx = Vertx.vertx();
    private LocalRedis redis;
    private TestJournal kit;
    private Path data;

    @AfterEach
    void close() {
        kit.close();
        await(vertx.close());
        redis.close();
    }

    @Test
    void halfAnAcceptAddsNothing(@TempDir Path directory) throws IOException {
        start(directory);
        String first = accept("k1").eventId();
        int before = written().size();
        String second = accept("k2").eventId();
        everyHalf(before, true, half -> assertDelivered(half, List.of(first, second)));
    }

    @Test
    void halfAnAcceptMakesNoCallKnown(@TempDir Path directory) throws IOException {
        start(directory);
        String first = accept("k1").eventId();
        int before = written().size();
        String second = accept("k2").eventId();
        everyHalf(before, false, half -> {
            assertThat(accept("k2").eventId()).isEqualTo(second);
            assertDelivered(half, List.of(first, second));
        });
    }

    @Test
    void whatComesAfterHalfAnAcceptStillGoesOut(@TempDir Path directory) throws IOException {
        start(directory);
        int before = written().size();
        accept("k1");
        everyHalf(before, false, half -> {
            String later = accept("k2").eventId();
            assertThat(delivered())
                    .as("after %s commands", half)
                    .containsOnlyKeys("a", "b")
                    .allSatisfy((endpoint, ids) -> assertThat(ids).endsWith(later));
        });
    }

    @Test
    void halfAReplayStopsNoneThatIsAskedForAgain(@TempDir Path directory) throws IOException {
        start(directory);
        var ids = Stream.of("k1", "k2", "k3", "k4")
                .map(klarnaEvent -> accept(klarnaEvent).eventId())
                .toList();
        delivered();
        int before = written().size();
        replay(ids);
        everyHalf(before, false, half -> {
            replay(ids);
            assertThat(delivered()).as("after %s commands", half).isEqualTo(Map.of("a", ids));
        });
    }

    private void replay(List<String> ids) {
        var args = new ArrayList<>(List.of(TO_BOTH.get(0).endpoint().toString(), "16", "1", "0", "0", "0"));
        args.addAll(ids);
        await(kit.link().run(REPLAY, List.of(kit.names().of("acme")), args));
    }

    @Test
    void halfASettleTakesNothingAway(@TempDir Path directory) throws IOException {
        var settled = settleTheFirst(directory);
        everyHalf(settled.before, true, half -> assertDelivered(half, settled.left));
    }

    @Test
    void whatComesAfterHalfASettleStillGoesOut(@TempDir Path directory) throws IOException {
        var settled = settleTheFirst(directory);
        everyHalf(
                settled.before,
                false,
                half -> assertThat(delivered())
                        .as("after %s commands", half)
                        .containsOnlyKeys("a", "b")
                        .allSatisfy(
                                (endpoint, ids) -> assertThat(ids).endsWith(settled.left.get(0), settled.left.get(1))));
    }

    /** Where a settle begins among what was written, and the events that it leaves. */
    private record Settled(int before, List<String> left) {}

    private Settled settleTheFirst(Path directory) throws IOException {
        start(directory);
        var first = accept("k1");
        var left = List.of(accept("k2").eventId(), accept("k3").eventId());
        int before = written().size();
        for (Grant grant : first.grants()) {
            assertThat(settle(grant, DeliveryOutcome.delivered(OK), 0).stale()).isFalse();
        }
        return new Settled(before, left);
    }

    @Test
    void halfASweepTakesNothingAway(@TempDir Path directory) throws IOException {
        start(directory);
        String first = accept("k1").eventId();
        String second = accept("k2").eventId();
        int before = written().size();
        assertThat(await(kit.journal().sweep(Namespace.bucketOf("acme"), 100)).grants())
                .hasSize(2);
        everyHalf(before, false, half -> assertDelivered(half, List.of(first, second)));
    }

    @Test
    void halfAWakingLosesNoCheck(@TempDir Path directory) throws IOException {
        start(directory);
        String bucket = kit.names().of("acme");
        var all = IntStream.range(0, 6).mapToObj(i -> "acme/s" + i).toList();
        for (int i = 0; i < all.size(); i++) {
            kit.redis("HSET", bucket + "session:s" + i, "tenant", "acme", "account", "eu", "status", "WAITING");
            kit.redis("ZADD", bucket + "reconcile:woken", "1", all.get(i));
        }
        int before = written().size();
        await(kit.link().run(CLAIM, List.of(bucket), List.of("0", "60000", "10", "1000", "60000")));
        everyHalf(before, false, half -> {
            var waiting = new ArrayList<String>();
            for (String place : List.of("reconcile", "reconcile:woken")) {
                kit.redis("ZRANGE", bucket + place, "0", "-1").forEach(entry -> waiting.add(entry.toString()));
            }
            assertThat(waiting).as("after %s commands", half).containsAll(all);
        });
    }

    private void assertDelivered(int half, List<String> ids) {
        assertThat(delivered()).as("%s commands were done before", half).isEqualTo(Map.of("a", ids, "b", ids));
    }

    private void start(Path directory) {
        data = directory;
        redis = LocalRedis.startSynced(data);
        kit = TestJournal.on(
                RedisLink.of(vertx, TestRedis.settings(redis)), TestRedis.freshPrefix(), JournalSettings.defaults());
    }

    private Acceptance accept(String klarnaEvent) {
        var arrival = Arrivals.of("acme", "s1", klarnaEvent, "WAITING", klarnaEvent.charAt(1));
        return await(kit.journal().accept(arrival, TO_BOTH));
    }

    private Settlement settle(Grant grant, DeliveryOutcome outcome, int free) {
        return await(kit.journal().settle(grant, outcome, free));
    }

    private interface Check {
        void after(int commands) throws IOException;
    }

    /** Does all that was written before `before`, then each first part of what came after, alone or with the whole behind it. */
    private void everyHalf(int before, boolean whole, Check check) throws IOException {
        List<byte[]> all = written();
        var later = all.subList(before, all.size());
        for (int half = 1; half < later.size(); half++) {
            var commands = new ArrayList<>(List.of("*1\r\n$8\r\nFLUSHALL\r\n".getBytes(StandardCharsets.US_ASCII)));
            commands.addAll(all.subList(0, before));
            commands.addAll(later.subList(0, half));
            if (whole) {
                commands.addAll(later);
            }
            perform(commands);
            check.after(half);
        }
        assertThat(later).hasSizeGreaterThan(10);
    }

    private void perform(List<byte[]> commands) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            var out = new ByteArrayOutputStream();
            for (byte[] command : commands) {
                out.write(command);
            }
            out.write("*1\r\n$4\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(out.toByteArray());
            socket.getInputStream().readAllBytes();
        }
    }

    /** Delivers all there is; the ids that each endpoint got, in order, each once. */
    private Map<String, List<String>> delivered() {
        var got = new TreeMap<String, LinkedHashSet<String>>();
        var queue = new ArrayList<Grant>();
        long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        String due = kit.names().of("acme") + "sched";
        while (kit.redis("EXISTS", due).toInteger() == 1 && System.nanoTime() < end) {
            queue.addAll(
                    await(kit.journal().sweep(Namespace.bucketOf("acme"), 100)).grants());
            while (!queue.isEmpty()) {
                Grant grant = queue.remove(0);
                got.computeIfAbsent(grant.endpoint().id(), e -> new LinkedHashSet<>())
                        .add(grant.webhookId());
                queue.addAll(settle(grant, DeliveryOutcome.delivered(OK), 10).grants());
            }
        }
        var ids = new TreeMap<String, List<String>>();
        got.forEach((endpoint, seen) -> ids.put(endpoint, List.copyOf(seen)));
        return ids;
    }

    /** The commands of the append-only file as they stand there, without what frames a script. */
    private List<byte[]> written() throws IOException {
        var commands = new ArrayList<byte[]>();
        byte[] bytes = Files.readAllBytes(TestRedis.appendOnlyFile(data));
        int at = 0;
        while (at < bytes.length) {
            int start = at;
            int line = endOfLine(bytes, at);
            int words = Integer.parseInt(text(bytes, at + 1, line));
            at = line + 2;
            String name = "";
            for (int i = 0; i < words; i++) {
                line = endOfLine(bytes, at);
                int length = Integer.parseInt(text(bytes, at + 1, line));
                name = i == 0 ? text(bytes, line + 2, line + 2 + length) : name;
                at = line + 2 + length + 2;
            }
            if (!name.equalsIgnoreCase("MULTI") && !name.equalsIgnoreCase("EXEC")) {
                commands.add(Arrays.copyOfRange(bytes, start, at));
            }
        }
        return commands;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static int endOfLine(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\r') {
            at++;
        }
        return at;
    }
}
