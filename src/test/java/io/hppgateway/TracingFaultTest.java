package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestAuthority;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A collector that is no good, and a Klarna that is away. */
final class TracingFaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    // More than the backlog holds.
    private static final int FLOOD = 5000;

    private OtlpCollector collector;
    private LogCapture log;

    @BeforeEach
    void open() {
        collector = new OtlpCollector();
        log = LogCapture.open();
    }

    @AfterEach
    void close() {
        log.close();
        collector.close();
    }

    enum Fault {
        AWAY,
        HANGS,
        OVERLOADED,
        REFUSES
    }

    private void inflict(Fault fault) {
        switch (fault) {
            case AWAY -> collector.close();
            case HANGS -> collector.hang();
            case OVERLOADED -> collector.answer(503);
            case REFUSES -> collector.answer(401);
        }
    }

    private static GatewayKit kit(String endpoint) {
        return GatewayKit.start(TestRedis.url(), Map.of("HPP_TRACING_ENDPOINT", endpoint));
    }

    private static double dropped(GatewayKit kit, String reason) {
        var line = Pattern.compile("(?m)^hpp_tracing_dropped_total\\{reason=\"" + reason + "\"} (\\S+)$")
                .matcher(ApiClient.of(kit.managementUrl()).get("/metrics").text());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aCollectorThatTakesNothingHarmsNobodyAndIsToldOfOnce(Fault fault) {
        String url = collector.url();
        inflict(fault);
        try (var kit = kit(url)) {
            for (int i = 0; i < 3; i++) {
                String session = kit.hosted(kit.acme());
                kit.klarna().act(session, "pay");
                kit.hooks().awaitOne("/acme", session, "session.completed");
                double before = dropped(kit, "collector");
                await().atMost(PATIENCE).until(() -> dropped(kit, "collector") > before);
            }
        }
        assertThat(log.lines())
                .filteredOn(line -> line.contains("spans cannot be exported to " + url + "/v1/traces"))
                .hasSize(1);
    }

    @Test
    void aStopDoesNotWaitForACollectorThatHangs() {
        collector.hang();
        try (var kit = kit(collector.url())) {
            kit.hosted(kit.acme());
        }

        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line).contains("spans could not be exported before the end"));
    }

    @Test
    void aStopExportsWhatWaits() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (var kit = kit(collector.url())) {
            kit.acme()
                    .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                    .get("/v1/events");
        }

        assertThat(collector.spans(span -> span.trace().equals(trace))).hasSize(1);
    }

    @Test
    void anAuthorityOfOnesOwnIsTrusted(@TempDir Path files) {
        var authority = TestAuthority.create();
        Path certificate = files.resolve("certificate.pem");
        Path key = files.resolve("key.pem");
        authority.issue("localhost").write(certificate, key);
        var pair = new PemKeyCertOptions().setCertPath(certificate.toString()).setKeyPath(key.toString());
        try (var secure = new OtlpCollector(new HttpServerOptions().setSsl(true).setKeyCertOptions(pair));
                var kit = GatewayKit.start(
                        TestRedis.url(),
                        Map.of(
                                "HPP_TRACING_ENDPOINT",
                                secure.url().replace("http://127.0.0.1", "https://localhost"),
                                "HPP_TRACING_TRUSTED_CERTIFICATES",
                                authority
                                        .writeTo(files.resolve("authority.pem"))
                                        .toString()))) {
            ApiClient.of(kit.url()).get("/nowhere");

            secure.awaitOne(span -> span.name().equals("GET"));
        }
    }

    @Test
    void moreThanTheBacklogHoldsIsThrownAwayAndCounted() {
        collector.hang();
        try (var kit = kit(collector.url())) {
            flood(kit);
            // What has waited for an answer in vain made room, if all this took as long.
            await().atMost(PATIENCE).until(() -> dropped(kit, "full") + dropped(kit, "collector") >= FLOOD - 4096);
            await().atMost(PATIENCE).until(() -> {
                flood(kit);
                return dropped(kit, "full") > 0;
            });
        }
    }

    private static void flood(GatewayKit kit) {
        var caller = ApiClient.of(kit.url());
        var all = IntStream.range(0, FLOOD)
                .mapToObj(i -> caller.sendAsync("GET", "/nowhere", BodyPublishers.noBody()))
                .toList();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(all).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(404));
    }

    @Test
    void aCallThatIsSentAgainIsTwoSpans() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (var kit = kit(collector.url())) {
            kit.closeKlarna();
            kit.acme()
                    .with("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                    .post("/payments/v1/sessions", GatewayKit.order("SE"))
                    .isProblem(502, "BAD_GATEWAY");

            var calls = collector.await(2, span -> span.name().equals("POST /payments/v1/sessions"));
            var server = collector.awaitOne(span -> span.name().equals("POST /payments/v1/"));
            assertThat(server.attributes()).containsEntry("error.type", "502");
            assertThat(calls).allSatisfy(call -> {
                assertThat(call.parent()).isEqualTo(server.id());
                assertThat(call.attributes())
                        .containsEntry("error.type", "unreachable")
                        .doesNotContainKey("http.response.status_code");
                assertThat(call.message()).isEmpty();
            });
            assertThat(calls.get(0).attributes()).doesNotContainKey("http.request.resend_count");
            assertThat(calls.get(1).attributes()).containsEntry("http.request.resend_count", 1L);
        }
    }
}
