package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads: from the record, from Klarna, and from the record again when Klarna cannot say. */
final class ReadSessionTest {
    private static GatewayKit kit;

    @BeforeAll
    static void open() {
        // An hour, so that a hit does not depend on how fast the test is.
        kit = GatewayKit.start(
                TestRedis.url(), Map.of("HPP_SESSION_READ_MAX_AGE", "1h", "HPP_KLARNA_RESPONSE_TIMEOUT", "6s"));
    }

    @AfterAll
    static void close() {
        kit.close();
    }

    @BeforeEach
    void reset() {
        kit.klarna().reset();
    }

    private static String path(String session) {
        return "/hpp/v1/sessions/" + session;
    }

    private static double reads(String cache) {
        return kit.metric("hpp_session_reads_total{cache=\"" + cache + "\"}");
    }

    private static ApiClient fresh() {
        return kit.acme().with("Cache-Control", "no-cache");
    }

    @Test
    void theFirstReadIsKlarnasAnswerAsItIs() {
        String session = kit.hosted(kit.acme());

        var answer = kit.acme().get(path(session));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Hpp-Cache")).isEqualTo("miss");
        assertThat(answer.header("Klarna-Correlation-Id")).isNotBlank();
        assertThat(answer.json().getString("status")).isEqualTo("WAITING");
        assertThat(answer.json().fieldNames()).contains("session_id", "updated_at", "expires_at");
    }

    @Test
    void aYoungAnswerIsGivenAgainWithItsAge() {
        String session = kit.hosted(kit.acme());
        double hits = reads("hit");
        double misses = reads("miss");
        var first = kit.acme().get(path(session));

        var second = kit.acme().get(path(session));

        assertThat(reads("miss")).isEqualTo(misses + 1);
        assertThat(reads("hit")).isEqualTo(hits + 1);

        assertThat(second.header("Hpp-Cache")).isEqualTo("hit");
        assertThat(Integer.parseInt(second.header("Age"))).isBetween(0, 60);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(kit.klarna().calls("GET", path(session))).hasSize(1);
    }

    @Test
    void aCallerThatWantsKlarnasOwnWordGetsIt() {
        String session = kit.hosted(kit.acme());
        kit.acme().get(path(session));

        var answer = fresh().get(path(session));

        assertThat(answer.header("Hpp-Cache")).isEqualTo("miss");
        assertThat(kit.klarna().calls("GET", path(session))).hasSize(2);
    }

    @Test
    void anOldAnswerIsNotGivenAgain() {
        try (var strict = GatewayKit.start(TestRedis.url(), Map.of("HPP_SESSION_READ_MAX_AGE", "0ms"))) {
            String session = strict.hosted(strict.acme());
            strict.acme().get(path(session));

            assertThat(strict.acme().get(path(session)).header("Hpp-Cache")).isEqualTo("miss");
        }
    }

    @Test
    void aFinalSessionIsAnsweredFromItsRecordEvenWhenFreshIsAskedFor() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/acme", session, "session.completed");
        kit.klarna().forgetCalls();

        var answer = fresh().get(path(session));

        assertThat(answer.header("Hpp-Cache")).isEqualTo("hit");
        assertThat(answer.json().getString("status")).isEqualTo("COMPLETED");
        assertThat(answer.json().getString("authorization_token")).isNotBlank();
        kit.klarna().nothingArrived();
    }

    @Test
    void newsThatIsNewerThanTheLastReadIsWhatAReadTells() {
        String session = kit.hosted(kit.acme());
        kit.acme().get(path(session));
        kit.klarna().act(session, "decline");
        kit.hooks().awaitOne("/acme", session, "session.failed");

        assertThat(kit.acme().get(path(session)).json().getString("status")).isEqualTo("FAILED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":500}",
                "{\"status\":503,\"body\":\"<html>busy</html>\",\"content_type\":\"text/html\"}",
                "{\"hang\":true}",
                "{\"reset\":true}",
                "{\"partial\":true}",
                "{\"status\":200,\"body\":\"<html>login</html>\",\"content_type\":\"text/html\"}",
                "{\"status\":200,\"body\":\"not json\"}"
            })
    void theRecordAnswersWhenKlarnaCannot(String fault) {
        String session = kit.hosted(kit.acme());
        kit.acme().get(path(session));
        kit.klarna().fault(new JsonObject(fault).put("path", "/hpp"));

        var answer = fresh().get(path(session));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Hpp-Cache")).isEqualTo("stale");
        assertThat(Integer.parseInt(answer.header("Age"))).isBetween(0, 60);
        assertThat(answer.json().getString("status")).isEqualTo("WAITING");
    }

    @Test
    void theRecordAnswersEvenWhenKlarnaNeverDid() {
        String session = kit.hosted(kit.acme());
        kit.klarna().fault("/hpp", "status", 500);
        double stale = reads("stale");

        var answer = kit.acme().get(path(session));

        assertThat(reads("stale")).isEqualTo(stale + 1);

        assertThat(answer.header("Hpp-Cache")).isEqualTo("stale");
        assertThat(answer.json().getString("session_id")).isEqualTo(session);
        assertThat(answer.json().getString("status")).isEqualTo("WAITING");
    }

    @Test
    void aRefusalOfKlarnasIsPassedOn() {
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "expire");

        var answer = kit.acme().get(path(session));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Hpp-Cache")).isEqualTo("miss");
        assertThat(answer.json().getString("correlation_id")).isEqualTo(answer.header("Klarna-Correlation-Id"));
    }

    @Test
    void readsAtTheSameTimeAreOneCallToKlarna() {
        String session = kit.hosted(kit.acme());
        kit.klarna().fault("/hpp", "latency_ms", 2000);

        var reads = IntStream.range(0, 20)
                .mapToObj(i -> fresh().sendAsync("GET", path(session), BodyPublishers.noBody()))
                .toList();

        assertThat(reads)
                .allSatisfy(read ->
                        assertThat(read.join().json().getString("session_id")).isEqualTo(session));
        // All of them or, on a machine that stands still for two seconds, two groups of them.
        assertThat(kit.klarna().calls("GET", path(session)).size()).isLessThanOrEqualTo(2);
    }

    @Test
    void anotherTenantsSessionIsAnsweredExactlyAsOneThatNeverWas() {
        String session = kit.hosted(kit.acme());
        kit.klarna().forgetCalls();

        var anothers = kit.globex().get(path(session)).isProblem(404, "NOT_FOUND");
        var unknown = kit.globex().get(path("00000000-aaaa")).isProblem(404, "NOT_FOUND");

        assertThat(anothers.withoutCorrelation()).isEqualTo(unknown.withoutCorrelation());
        assertThat(anothers.http().headers().map().keySet())
                .isEqualTo(unknown.http().headers().map().keySet());
        kit.klarna().nothingArrived();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"No-Cache", "max-age=60, NO-CACHE", "no-store,no-cache , max-age=0", "max-age=60\nno-cache"})
    void askingForKlarnasOwnWordHasNoCaseAndMayComeAmongOthers(String lines) {
        String session = kit.hosted(kit.acme());
        kit.acme().get(path(session));
        var client = kit.acme();
        for (String line : lines.split("\n", -1)) {
            client = client.with("Cache-Control", line);
        }

        assertThat(client.get(path(session)).header("Hpp-Cache")).isEqualTo("miss");
        var another = kit.acme().with("Cache-Control", "max-age=60, x-no-cache").get(path(session));
        assertThat(another.header("Hpp-Cache")).isEqualTo("hit");
    }
}
