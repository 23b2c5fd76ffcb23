package io.hppgateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiFaultTest extends SandboxFixture {
    private static final String SESSIONS = "/payments/v1/sessions";

    @Test
    void answersWithAStatusAsOftenAsToldTo() {
        nobody.fault(new JsonObject().put("status", 503).put("times", 2));

        assertThat(create().status()).isEqualTo(503);
        assertThat(create().status()).isEqualTo(503);
        assertThat(create().status()).isEqualTo(200);
    }

    @Test
    void answersWithABodyThatIsNoJson() {
        nobody.fault(new JsonObject()
                .put("status", 502)
                .put("body", "<h1>Bad gateway</h1>")
                .put("content_type", "text/html"));
        var answer = create();

        assertThat(answer.text()).isEqualTo("<h1>Bad gateway</h1>");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html");
        assertThat(answer.header("Klarna-Correlation-Id")).isNotEmpty();
    }

    @Test
    void servesLate() {
        nobody.fault(new JsonObject().put("latency_ms", 250));
        var start = Instant.now();

        assertThat(create().status()).isEqualTo(200);
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    @Test
    void hangsAndWritesTheCallDown() {
        nobody.fault(new JsonObject().put("hang", true));

        var brief = acme.waiting(Duration.ofSeconds(2));
        assertThatThrownBy(() -> brief.post(SESSIONS, SandboxClient.order()))
                .hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(calls().getJsonArray("calls").getJsonObject(0).getValue("status"))
                .isNull();
    }

    @Test
    void resetsTheConnection() {
        nobody.fault(new JsonObject().put("reset", true));

        assertThatThrownBy(ApiFaultTest::create).hasMessageContaining("header parser received no bytes");
    }

    @Test
    void cutsTheAnswerOfACreateThatTookPlace() {
        acme.hosted();
        var before = sessions();
        nobody.fault(new JsonObject().put("partial", true).put("path", "/hpp/v1/sessions"));

        assertThatThrownBy(() -> acme.hosted()).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(sessions()).isEqualTo(before + 1);
    }

    @Test
    void cutsARefusalToo() {
        nobody.fault(new JsonObject().put("partial", true).put("status", 500).put("body", "a long story"));

        assertThatThrownBy(ApiFaultTest::create).isInstanceOf(java.io.UncheckedIOException.class);
    }

    @ParameterizedTest
    @CsvSource({"path,/hpp", "method,GET", "merchant,globex"})
    void breaksOnlyWhatMatches(String field, String value) {
        nobody.fault(new JsonObject().put("status", 500).put(field, value));

        assertThat(create().status()).isEqualTo(200);
    }

    @Test
    void listsAndClearsFaults() {
        nobody.fault(new JsonObject().put("status", 500).put("times", 3));
        create();
        var listed = nobody.get("/sandbox/v1/faults").json().getJsonArray("faults");
        nobody.delete("/sandbox/v1/faults");

        assertThat(listed.getJsonObject(0).getInteger("remaining")).isEqualTo(2);
        assertThat(listed.getJsonObject(0).getString("target")).isEqualTo("api");
        assertThat(create().status()).isEqualTo(200);
    }

    @Test
    void refusesAFaultItDoesNotKnow() {
        var answer = nobody.post(
                "/sandbox/v1/faults",
                new JsonObject().put("statuss", 503).put("times", "often").put("hang", true));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("Unknown field: statuss", "Bad value: times");
    }

    @Test
    void writesDownCallsWithTheirCredentials() {
        acme.post(SESSIONS + "?trace=1", SandboxClient.order());
        var call = calls().getJsonArray("calls").getJsonObject(0);

        assertThat(call.getString("method")).isEqualTo("POST");
        assertThat(call.getString("path")).isEqualTo(SESSIONS);
        assertThat(call.getString("query")).isEqualTo("trace=1");
        assertThat(call.getString("merchant")).isEqualTo("acme-shop");
        assertThat(call.getString("username")).isEqualTo("K100_acme");
        assertThat(call.getString("password")).isEqualTo("acme-secret");
        assertThat(call.getJsonObject("body").getString("purchase_country")).isEqualTo("SE");
        assertThat(call.getJsonObject("headers").getString("content-type")).isEqualTo("application/json");
        assertThat(call.getInteger("status")).isEqualTo(200);
    }

    @Test
    void writesDownARawApiKeyAndARefusal() {
        nobody.with("Basic klarna_test_api_initech").get(SESSIONS + "/x");
        nobody.with("Basic nonsense").get(SESSIONS + "/x");
        var calls = calls().getJsonArray("calls");

        assertThat(calls.getJsonObject(0).getString("password")).isEqualTo("klarna_test_api_initech");
        assertThat(calls.getJsonObject(0).getString("username")).isEmpty();
        assertThat(calls.getJsonObject(1).getInteger("status")).isEqualTo(401);
    }

    @Test
    void givesCallsSinceANumber() {
        create();
        var last = calls().getLong("last");
        create();

        assertThat(nobody.get("/sandbox/v1/calls?since=" + last).json().getJsonArray("calls"))
                .hasSize(1);
        assertThat(nobody.get("/sandbox/v1/calls?since=x").status()).isEqualTo(400);
    }

    private static SandboxClient.Answer create() {
        return acme.post(SESSIONS, SandboxClient.order());
    }

    private static JsonObject calls() {
        return nobody.get("/sandbox/v1/calls").json();
    }

    private static int sessions() {
        return nobody.get("/sandbox/v1/sessions")
                .json()
                .getJsonArray("sessions")
                .size();
    }
}
