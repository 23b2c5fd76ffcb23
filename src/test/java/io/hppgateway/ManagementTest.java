package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cluster sees of a gateway that is well; one whose Redis is away is in {@link RedisAwayTest}. */
final class ManagementTest {
    private static GatewayKit kit;
    private static ApiClient management;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start();
        management = ApiClient.of(kit.managementUrl());
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready", "started"})
    void aGatewayThatIsWellSaysSo(String check) {
        var answer = management.get("/health/" + check);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().getString("outcome")).isEqualTo("UP");
    }

    @Test
    void everyEventLoopIsSeenTurning() {
        assertThat(management
                        .get("/health/live")
                        .json()
                        .getJsonArray("checks")
                        .getJsonObject(0)
                        .getJsonObject("data"))
                .isEqualTo(new JsonObject().put("turning", Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void requestsCallsToKlarnaAndDeliveriesAreTimedInHistograms() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        kit.acme().get("/hpp/v1/sessions/unknown");
        kit.nobody().get("/nowhere/" + session);

        var answer = management.get("/metrics");

        assertThat(answer.header("Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.text())
                .contains(
                        "http_server_request_duration_seconds_bucket",
                        "http_client_request_duration_seconds_bucket",
                        "hpp_delivery_attempt_seconds_bucket",
                        "hpp_delivery_latency_seconds_bucket",
                        "hpp_deliveries_total{outcome=\"delivered\"}")
                .containsPattern(
                        "request_duration_seconds_count\\{.*http_request_method=\"POST\".*http_response_status_code=\"201\""
                                + ".*http_route=\"/hpp/v1/sessions\"")
                .containsPattern("http_response_status_code=\"404\",http_route=\"/hpp/v1/sessions/:session\"")
                .containsPattern("http_response_status_code=\"404\",http_route=\"unmatched\"")
                .containsPattern("http_client_request_duration_seconds_count\\{.*outcome=\"201\"")
                .doesNotContain(session);
    }

    @Test
    void thePathsOfThePublicPortAreNotHere() {
        kit.acme().get(kit.managementUrl() + "/hpp/v1/sessions/1").isProblem(404, "NOT_FOUND");
    }
}
