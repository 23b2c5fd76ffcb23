package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.http.Problems;
import io.hppgateway.testkit.Errors;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests that nobody foresaw, at every route of both ports. {@code -Dfuzz.seed} and {@code -Dfuzz.cases} choose
 * others; the default is always the same, so that a build does not fail by chance.
 */
final class FuzzTest {
    private static final int CALLERS = 8;
    private static final Pattern PATH_OR_METHOD = Pattern.compile("(?m)^  (?:(/\\S*)|  (get|post|put|patch|delete)):$");
    private static final Pattern STATUS = Pattern.compile("^HTTP/1\\.[01] (\\d{3}) ");

    private final long seed = Long.getLong("fuzz.seed", 20_261_124L);
    private final int cases = Integer.getInteger("fuzz.cases", 10_000);
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicIntegerArray statuses = new AtomicIntegerArray(600);

    @Test
    void nothingThatIsSentMakesTheGatewayFailHangOrTell() throws InterruptedException {
        var limits = Map.of(
                "HPP_LIMITS_OTHER", "100000",
                "HPP_LIMITS_TENANT_CREATES", "10000",
                "HPP_LIMITS_TENANT_BURST", "10000");
        try (var kit = GatewayKit.start(TestRedis.url(), limits);
                var unforeseen = Errors.of(Problems.class)) {
            var ids = ids(kit);
            var requests = new HostileRequests(
                    seed,
                    operations(kit.acme().get("/openapi.yaml").text()),
                    List.of(
                            KitTenants.ACME_KEY,
                            KitTenants.ACME_KEY,
                            KitTenants.GLOBEX_KEY,
                            "hpk_acme1_wrong",
                            "\u00e5"),
                    ids,
                    HostileRequests.models(kit.paymentSession(kit.acme(), "SE")));
            var management = new HostileRequests(
                    seed + 1,
                    operations(ApiClient.of(kit.managementUrl())
                            .get("/openapi.yaml")
                            .text()),
                    List.of(KitTenants.ADMIN_KEY, KitTenants.ADMIN_KEY, KitTenants.ACME_KEY, "hpa_ops_wrong"),
                    ids,
                    HostileRequests.models("x"));
            int redisBefore = redisConnections(kit);
            long memoryBefore = usedMemory();
            long began = System.nanoTime();

            send(n -> n % 4 == 0
                    ? exchange(kit.managementUrl(), management.number(n))
                    : exchange(kit.url(), requests.number(n)));

            System.out.println(cases + " hostile requests in "
                    + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s, seed " + seed + ", statuses "
                    + counted());
            assertThat(wrong).as("seed " + seed).isEmpty();
            assertThat(unforeseen.seen()).isEmpty();
            assertThat(kit.acme().get("/hpp/v1/sessions/" + ids.get(0)).status())
                    .isEqualTo(200);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(openConnections(kit)).isLessThanOrEqualTo(CALLERS);
                assertThat(redisConnections(kit)).isLessThanOrEqualTo(redisBefore + 2);
                // The sandbox in this process keeps what was made; that is less.
                assertThat(usedMemory() - memoryBefore).isLessThan(128L << 20);
            });
        }
    }

    private static List<String> ids(GatewayKit kit) {
        var ids = new ArrayList<>(List.of(kit.hosted(kit.acme()), kit.hosted(kit.globex())));
        var hook = kit.acme()
                .post("/v1/webhooks", new JsonObject().put("url", kit.hooks().url() + "/fuzz"));
        ids.add(hook.json().getString("id"));
        ids.addAll(List.of("acme", "globex", "shop", "main", "acme1", "unknown"));
        return List.copyOf(ids);
    }

    private static List<String> operations(String contract) {
        var operations = new ArrayList<String>();
        String path = "";
        for (var line = PATH_OR_METHOD.matcher(contract); line.find(); ) {
            if (line.group(1) != null) {
                path = line.group(1);
            } else if (!path.isEmpty()) {
                operations.add(line.group(2).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        assertThat(operations).hasSizeGreaterThan(20);
        return operations;
    }

    private interface Case {
        String run(int n) throws IOException;
    }

    private void send(Case one) throws InterruptedException {
        var next = new AtomicInteger();
        var callers = Executors.newFixedThreadPool(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            callers.execute(() -> {
                for (int n = next.getAndIncrement(); n < cases && wrong.size() < 20; n = next.getAndIncrement()) {
                    judge(n, one);
                }
            });
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
    }

    private void judge(int n, Case one) {
        try {
            String answer = one.run(n);
            var status = STATUS.matcher(answer);
            if (!status.find()) {
                wrong.add(n + ": no answer: " + answer);
                return;
            }
            int code = Integer.parseInt(status.group(1));
            statuses.incrementAndGet(code);
            if (code >= 500) {
                wrong.add(n + ": " + answer);
            }
            for (String secret : KitTenants.SECRETS) {
                if (answer.contains(secret)) {
                    wrong.add(n + " tells a secret: " + answer);
                }
            }
        } catch (IOException e) {
            wrong.add(n + ": " + e);
        }
    }

    /** The whole answer, or the beginning of a stream. */
    private static String exchange(String baseUrl, byte[] request) throws IOException {
        var url = URI.create(baseUrl);
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(40_000);
            String line = new String(request, StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
            try {
                socket.getOutputStream().write(request);
            } catch (IOException e) {
                // It was refused before its end; the answer says why.
            }
            try {
                return read(socket.getInputStream());
            } catch (IOException e) {
                throw new IOException(line, e);
            }
        }
    }

    private static String read(InputStream in) throws IOException {
        var text = new StringBuilder();
        byte[] buffer = new byte[16_384];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            if (text.indexOf("text/event-stream") > 0) {
                break;
            }
        }
        return text.toString();
    }

    private String counted() {
        var text = new StringBuilder();
        for (int code = 0; code < statuses.length(); code++) {
            if (statuses.get(code) > 0) {
                text.append(code).append('×').append(statuses.get(code)).append(' ');
            }
        }
        return text.toString().trim();
    }

    private static double openConnections(GatewayKit kit) {
        String name = "hpp_connections{port=\"public\"} ";
        return ApiClient.of(kit.managementUrl())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static int redisConnections(GatewayKit kit) {
        return (int) kit.redis("CLIENT", "LIST").toString().lines().count();
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
