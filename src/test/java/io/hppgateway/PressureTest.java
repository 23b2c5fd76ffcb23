package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A host that fails or hangs takes nobody along. */
final class PressureTest {
    private static final String HPP = "/hpp/v1/sessions";
    private static final String KP = "/payments/v1/sessions";

    private static void isRefused(ApiClient.Answer answer) {
        answer.isProblem(503, "SERVICE_UNAVAILABLE");
        assertThat(answer.message()).contains("did not leave");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    @Test
    void aHostThatFailsIsSparedAndReadsAreAnsweredFromTheRecord() {
        var settings = Map.of("HPP_UPSTREAM_BREAK_FAILURES", "3", "HPP_UPSTREAM_FIRST_BREAK", "1h");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            String session = kit.hosted(kit.acme());
            kit.klarna().fault(KP, "reset", true);
            for (int i = 0; i < 3; i++) {
                kit.acme().post(KP, GatewayKit.order("SE")).isProblem(502, "BAD_GATEWAY");
            }
            kit.klarna().reset();

            isRefused(kit.acme().post(KP, GatewayKit.order("SE")));
            isRefused(kit.globex().post("/v1/checkouts", GatewayKit.order("SE")));
            var read = kit.acme().get(HPP + "/" + session);

            assertThat(read.status()).isEqualTo(200);
            assertThat(read.header("Hpp-Cache")).isEqualTo("stale");
            assertThat(read.json().getString("status")).isEqualTo("WAITING");
            kit.klarna().nothingArrived();
            assertThat(ApiClient.of(kit.managementUrl()).get("/metrics").text())
                    .containsPattern("hpp_upstream_breaker\\{server_address=\"127.0.0.1:\\d+\"} 2")
                    .containsPattern("hpp_upstream_refused_total\\{reason=\"spared\".*} 3");
        }
    }

    @Test
    void itIsUsedAgainWhenItWorksAgain() {
        var settings = Map.of("HPP_UPSTREAM_BREAK_FAILURES", "3", "HPP_UPSTREAM_FIRST_BREAK", "200ms");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            kit.klarna().fault(new JsonObject().put("path", KP).put("status", 503));
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            kit.acme().post(KP, GatewayKit.order("SE")).text().contains("spared"));
            kit.klarna().heal();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> kit.acme().post(KP, GatewayKit.order("SE")).status() == 200);
        }
    }

    @Test
    void refusalsAndFailuresOfOneRequestAreNoReasonToSpareIt() {
        try (var kit = GatewayKit.start(TestRedis.url(), Map.of("HPP_UPSTREAM_BREAK_FAILURES", "3"))) {
            for (int status : new int[] {400, 401, 404, 500}) {
                kit.klarna().reset();
                kit.klarna().fault(KP, "status", status);
                for (int i = 0; i < 6; i++) {
                    assertThat(kit.acme().post(KP, GatewayKit.order("SE")).status())
                            .isEqualTo(status);
                }
            }
        }
    }

    @Test
    void aTenantWhoseCallsHangLeavesRoomToTheOthers() {
        var settings = Map.of("HPP_UPSTREAM_TENANT_IN_FLIGHT", "2", "HPP_UPSTREAM_IN_FLIGHT", "3");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            kit.klarna()
                    .fault(new JsonObject()
                            .put("path", KP)
                            .put("merchant", "acme")
                            .put("hang", true));
            var hanging = new ArrayList<CompletableFuture<ApiClient.Answer>>();
            for (int i = 0; i < 2; i++) {
                hanging.add(kit.acme().postAsync(KP, GatewayKit.order("SE").encode()));
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> kit.klarna().calls("POST", KP).size() == 2);

            // They hang for 10 s; on a machine that stands still for as long, they are over by now.
            var third = kit.acme().post(KP, GatewayKit.order("SE"));
            if (third.status() != 504) {
                isRefused(third);
                assertThat(third.message()).contains("of this tenant");
            }
            assertThat(kit.globex().post(KP, GatewayKit.order("SE")).status()).isEqualTo(200);

            hanging.forEach(call -> assertThat(call.join().status()).isEqualTo(504));
            kit.klarna().heal();
            assertThat(kit.acme().post(KP, GatewayKit.order("SE")).status()).isEqualTo(200);
        }
    }

    @Test
    void aRequestThatTakesTooLongAsAWholeIs504AndItsSessionIsRecorded() {
        var settings = Map.of("HPP_HTTP_REQUEST_TIMEOUT", "4s");
        try (var kit = GatewayKit.start(TestRedis.url(), settings)) {
            var body = new JsonObject().put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));
            kit.klarna().fault(HPP, "latency_ms", 8000);

            var answer = kit.acme().post(HPP, body).isProblem(504, "GATEWAY_TIMEOUT");

            assertThat(answer.message()).contains("as a whole");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> kit.keys("acme", "session:*").size() == 1);
        }
    }
}
