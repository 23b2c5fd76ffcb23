package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.BlockedThreads;
import io.hppgateway.testkit.ChildProcess;
import io.hppgateway.testkit.JavaProgram;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The first command of the README: a real process on free ports, used as its own output says. */
final class DevMainIT {
    private static final Path HERE = Path.of("").toAbsolutePath();
    /** The last line to paste. */
    private static final Pattern READY = Pattern.compile("curl -s .*/received\\?session=.*\n");

    private static final Pattern URL = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern REDIS = Pattern.compile("redis://127\\.0\\.0\\.1:(\\d+)");

    /** For the tests that only look at it. */
    private static ChildProcess shared;

    @TempDir
    private static Path sharedData;

    @TempDir
    private Path data;

    @BeforeAll
    static void startShared() {
        shared = start(sharedData, Map.of());
        shared.awaitOut(READY);
    }

    @AfterAll
    static void stopShared() {
        shared.close();
    }

    private ChildProcess start(Map<String, String> changes) {
        return start(data, changes);
    }

    private static ChildProcess start(Path data, Map<String, String> changes) {
        var environment = new HashMap<>(Map.of(
                "HPP_HTTP_PORT", "0",
                "HPP_MANAGEMENT_PORT", "0",
                "HPP_SANDBOX_PORT", "0",
                "HPP_SHOP_PORT", "0",
                "HPP_DEV_DATA", data.toString()));
        environment.putAll(changes);
        return JavaProgram.start("io.hppgateway.DevMain", environment);
    }

    private static String pasted(String lines) {
        try (var shell = ChildProcess.start(HERE, Map.of(), List.of("bash", "-c", lines))) {
            assertThat(shell.exitStatus()).isZero();
            assertThat(shell.err()).isEmpty();
            return shell.out();
        }
    }

    private static List<Integer> ports(String banner) {
        return Stream.of(URL, REDIS)
                .flatMap(pattern -> pattern.matcher(banner).results())
                .map(found -> Integer.valueOf(found.group(1)))
                .distinct()
                .toList();
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void thePrintedLinesWorkWhenPasted() {
        var lines = shared.out()
                .lines()
                .filter(line -> line.matches("(KP=|curl ).*"))
                .toList();
        assertThat(lines).hasSize(3);
        // What the third line shows after the second one's pause may be early on a busy machine: paste it again.
        var bought = pasted(lines.get(0) + "\n" + lines.get(1));
        var session = bought.replaceFirst("(?s)HPP session (\\S+).*", "$1");
        assertThat(bought).contains("\"status\":\"COMPLETED\"");

        var webhook = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> new JsonArray(pasted("HPP=" + session + "\n" + lines.get(2))),
                        received -> !received.isEmpty())
                .getJsonObject(0);
        assertThat(webhook.getString("status")).isEqualTo("COMPLETED");
        assertThat(webhook.getString("tenant")).isEqualTo("acme");
        assertThat(webhook.getBoolean("verified_signature")).isTrue();
        BlockedThreads.assertNoneIn(shared.out());
    }

    @Test
    void theBannerNamesEveryUrlAndBothTenantsWithTheirKeys() {
        var keys = DevMain.apiKeys(Path.of("conf", "dev"));
        assertThat(keys).containsOnlyKeys("acme", "globex");
        assertThat(shared.out()).contains(keys.values()).contains("acme", "globex");
        assertThat(URL.matcher(shared.out())
                        .results()
                        .map(found -> found.group())
                        .distinct())
                .hasSize(4);
        assertThat(shared.out()).doesNotContainPattern("WARN|ERROR");
        assertThat(shared.err()).isEmpty();
    }

    @Test
    void bothTenantsKeysOpenTheGateway() {
        var gateway = url(shared.out(), "Gateway");

        assertThat(DevMain.apiKeys(Path.of("conf", "dev")).values())
                .allSatisfy(key -> assertThat(ApiClient.of(gateway)
                                .authorized("Bearer " + key)
                                .post("/payments/v1/sessions", GatewayKit.order("SE"))
                                .status())
                        .isEqualTo(200));
    }

    @Test
    void ctrlCStopsEverything() {
        try (var dev = start(Map.of())) {
            dev.awaitOut(READY);
            var ports = ports(dev.out());
            var children = dev.children();
            assertThat(ports).hasSize(5).noneMatch(DevMainIT::isFree);
            assertThat(children).isNotEmpty();

            // 128 + SIGINT: Java stopped in order because of the signal.
            assertThat(dev.signal("INT").exitStatus()).isEqualTo(130);
            assertThat(children).noneMatch(ProcessHandle::isAlive);
            assertThat(ports).allMatch(DevMainIT::isFree);
            assertThat(dev.out()).doesNotContainPattern("WARN|ERROR");
            assertThat(dev.err()).isEmpty();
            BlockedThreads.assertNoneIn(dev.out());
        }
    }

    @ParameterizedTest
    @CsvSource({"HPP_HTTP_PORT", "HPP_MANAGEMENT_PORT", "HPP_SANDBOX_PORT", "HPP_SHOP_PORT"})
    void aTakenPortIsNamedAndNothingStaysBehind(String variable) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var dev = start(Map.of(variable, Integer.toString(taken.getLocalPort())))) {
            assertThat(dev.exitStatus()).isEqualTo(1);
            assertThat(dev.err())
                    .contains(variable + ": port " + taken.getLocalPort() + " on 127.0.0.1 is taken by another program")
                    .doesNotContain("\tat ");
            assertThat(ProcessHandle.allProcesses()
                            .filter(process ->
                                    process.info().commandLine().orElse("").contains(data.toString())))
                    .isEmpty();
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        try (var dev = start(Map.of("HPP_SHOP_PORT", "shop", "HPP_HTTP_PORT", "70000"))) {
            assertThat(dev.exitStatus()).isEqualTo(1);
            assertThat(dev.err())
                    .contains("HPP_SHOP_PORT must be a port from 0 to 65535")
                    .contains("HPP_HTTP_PORT must be a port from 0 to 65535");
        }
    }

    @Test
    void aGivenRedisIsUsedInsteadOfAnOwnOne() {
        try (var redis = TestRedis.own();
                var dev = start(Map.of("HPP_REDIS_URL", redis.url()))) {
            dev.awaitOut(READY);

            assertThat(dev.out()).contains(redis.url());
            assertThat(dev.children()).isEmpty();
        }
    }

    @Test
    void aKilledRunLeavesTheNextOneItsDataAndNotItsRedis() {
        String session;
        List<ProcessHandle> leftOver;
        try (var killed = start(Map.of())) {
            killed.awaitOut(READY);
            session = paid(killed.out());
            leftOver = killed.children();
            killed.signal("KILL").exitStatus();
            assertThat(leftOver).isNotEmpty().allMatch(ProcessHandle::isAlive);

            try (var next = start(Map.of())) {
                next.awaitOut(READY);
                assertThat(leftOver).noneMatch(ProcessHandle::isAlive);
                // The new sandbox does not know the session: only the old run's Redis can.
                var read = acme(next.out()).get("/hpp/v1/sessions/" + session);
                assertThat(read.header("Hpp-Cache")).isEqualTo("hit");
                assertThat(read.json().getString("status")).isEqualTo("COMPLETED");
            }
        }
    }

    private static String url(String banner, String name) {
        var line = Pattern.compile(name + " +(\\S+)").matcher(banner);
        assertThat(line.find()).isTrue();
        return line.group(1);
    }

    private static ApiClient acme(String banner) {
        return ApiClient.of(url(banner, "Gateway"))
                .authorized("Bearer " + DevMain.apiKeys(Path.of("conf", "dev")).get("acme"));
    }

    /** A session whose payment the gateway has accepted. */
    private static String paid(String banner) {
        var acme = acme(banner);
        var payment = acme.post("/payments/v1/sessions", GatewayKit.order("SE")).json();
        var paymentUrl = url(banner, "Gateway") + "/payments/v1/sessions/" + payment.getString("session_id");
        var session = acme.post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", paymentUrl))
                .json()
                .getString("session_id");
        new KlarnaSide(url(banner, "Klarna sandbox")).act(session, "pay");
        // The record's own status, which the callback moves: a read may be Klarna's answer that is only kept for a
        // moment.
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> acme.get("/v1/sessions/" + session).json().getString("status"), "COMPLETED"::equals);
        return session;
    }
}
