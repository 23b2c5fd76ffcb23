package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that drip, never silent and never done, and callers that take every connection. */
final class SlowCallerTest {
    private static final int CONNECTIONS = 8;
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        kit = GatewayKit.start(
                TestRedis.url(),
                Map.of("HPP_HTTP_RECEIVE_TIMEOUT", "1s", "HPP_HTTP_CONNECTIONS", Integer.toString(CONNECTIONS)));
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    /** One more byte now and then until there is an answer. */
    private static String drip(RawConnection caller) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> caller.hasAnswer() || !caller.takes("a"));
        return caller.rest();
    }

    private static String authorized(String methodAndPath, String more) {
        return methodAndPath + " HTTP/1.1|Host: x|Authorization: Bearer " + KitTenants.ACME_KEY + "|" + more;
    }

    @ParameterizedTest
    @ValueSource(strings = {"PO", "POST /pay", "POST /payments/v1/sessions HTTP/1.1|X-Slow: "})
    void aHeadThatDripsIs408AndTheConnectionIsClosed(String start) {
        try (var caller = RawConnection.to(kit.url())) {
            assertThat(drip(caller.send(start))).startsWith("HTTP/1.1 408").contains("\"REQUEST_TIMEOUT\"");
        }
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /hpp/v1/sessions",
                "POST /payments/v1/sessions",
                "PATCH /ordermanagement/v1/orders/1/authorization",
                "POST /v1/webhooks",
                "POST /v1/checkouts"
            })
    void aBodyThatDripsIs408AndTheConnectionIsClosed(String call) {
        try (var caller = RawConnection.to(kit.url())) {
            String answer = drip(caller.send(authorized(call, "Content-Length: 1000000||{")));

            assertThat(answer).startsWith("HTTP/1.1 4");
            assertThat(answer).containsPattern("HTTP/1.1 (408|413)");
        }
    }

    @Test
    void aSecondRequestThatDripsIs408AfterTheFirstAnswer() {
        try (var caller = RawConnection.to(kit.url())) {
            caller.send("GET /nowhere HTTP/1.1|Host: x||GET /now").until("error_messages");

            assertThat(caller.rest()).startsWith("HTTP/1.1 404").contains("HTTP/1.1 408");
        }
    }

    @Test
    void aConnectionThatRestsBetweenRequestsIsNotCut() {
        try (var caller = RawConnection.to(kit.url());
                var other = RawConnection.to(kit.url())) {
            caller.send("GET /nowhere HTTP/1.1|Host: x||").until("error_messages");
            assertThat(drip(other.send("GET"))).contains("408");

            String second = caller.send("GET /nowhere HTTP/1.1|Host: x|Connection: close||")
                    .rest();

            assertThat(second.split("HTTP/1\\.1 404", -1)).hasSize(3);
        }
    }

    @Test
    void aCallerThatIsSlowOrOneTooManyIsCounted() {
        try (var caller = RawConnection.to(kit.url())) {
            drip(caller.send("GET"));
        }

        assertThat(metric("hpp_requests_slow_total{port=\"public\"}")).isPositive();
    }

    @Test
    void aConnectionThatIsOneTooManyIs503UntilAnotherCloses() {
        Awaitility.await().until(() -> metric("hpp_connections{port=\"public\"}") == 0);
        var all = new ArrayList<RawConnection>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(RawConnection.to(kit.url()));
            all.get(i).send("GET /nowhere HTTP/1.1|Host: x||").until("error_messages");
        }
        double before = metric("hpp_connections_refused_total{port=\"public\"}");
        try (var more = RawConnection.to(kit.url())) {
            assertThat(more.rest())
                    .startsWith("HTTP/1.1 503")
                    .contains("Retry-After: 1", "\"error_code\":\"SERVICE_UNAVAILABLE\"");
        }
        assertThat(metric("hpp_connections_refused_total{port=\"public\"}")).isEqualTo(before + 1);

        all.remove(0).close();

        Awaitility.await().until(() -> metric("hpp_connections{port=\"public\"}") == CONNECTIONS - 1);
        try (var more = RawConnection.to(kit.url())) {
            more.send("GET /nowhere HTTP/1.1|Host: x||").until("HTTP/1.1 404");
        }
        all.forEach(RawConnection::close);
    }

    private static double metric(String name) {
        return ApiClient.of(kit.managementUrl())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
