package io.hppgateway.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.klarna.HppStatus;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.session.SessionRecord;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingTest {
    private static final Instant END = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant KNOWN = Instant.parse("2026-11-23T12:00:00Z");
    private static final CheckSchedule SCHEDULE = CheckSchedule.of(ReconcileSettings.defaults());

    /** Times of reads are from the session's end, of Klarna's changes from the last one that is known. */
    @ParameterizedTest
    @CsvSource({
        // read, known, seen, changed, outcome
        "-PT1H, WAITING,     WAITING,     PT0S,  UNCHANGED",
        "-PT1H, WAITING,     IN_PROGRESS, PT1S,  FOUND",
        "-PT1H, IN_PROGRESS, COMPLETED,   PT0S,  FOUND",
        "-PT1H, FAILED,      IN_PROGRESS, -PT1S, UNCHANGED",
        "-PT1H, IN_PROGRESS, COMPLETED,   -PT1S, FOUND",
        "-PT1H, IN_PROGRESS, IN_PROGRESS, PT9S,  UNCHANGED",
        "-PT1H, WAITING,     NEW_WORD,    PT1S,  FOUND",
        "-PT1H, WAITING,     DISABLED,    PT1S,  FOUND",
        "PT29S, WAITING,     WAITING,     PT0S,  UNCHANGED",
        "PT30S, WAITING,     WAITING,     PT0S,  EXPIRED",
        "PT30S, WAITING,     IN_PROGRESS, PT1S,  EXPIRED",
        "PT30S, WAITING,     COMPLETED,   PT1S,  FOUND",
        "PT30S, IN_PROGRESS, CANCELLED,   PT1S,  FOUND",
    })
    void whatKlarnaSaysOfAnOpenSession(
            Duration read, String known, String seen, Duration changed, CheckOutcome outcome) {
        var answer = answer(200, session("s1", seen, KNOWN.plus(changed)));
        assertThat(Finding.of(claim(read, 0, false), record(known), answer, SCHEDULE)
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // checks before, seen, outcome
        "0, COMPLETED, VERIFIED",
        "9, COMPLETED, VERIFIED",
        "0, WAITING,   UNCHANGED",
        "3, WAITING,   UNCHANGED",
        "4, WAITING,   DENIED",
        "4, CANCELLED, DENIED",
    })
    void whatKlarnaSaysOfAnUnverifiedPayment(int checks, String seen, CheckOutcome outcome) {
        var answer = answer(200, session("s1", seen, KNOWN));
        assertThat(Finding.of(claim(Duration.ofHours(-1), checks, true), record("COMPLETED"), answer, SCHEDULE)
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // read, doubtful, status, outcome
        "-PT1H, false, 404, MISSING",
        "-PT1H, true,  404, MISSING",
        "PT29S, false, 404, MISSING",
        "PT30S, false, 404, EXPIRED",
        "PT30S, true,  404, UNVERIFIABLE",
        "PT30S, false, 401, REFUSED",
        "-PT1H, false, 403, REFUSED",
        "-PT1H, false, 429, LIMITED",
        "PT30S, false, 500, UNREACHABLE",
        "PT30S, false, 302, UNREACHABLE",
    })
    void whatAnErrorMeans(Duration read, boolean doubtful, int status, CheckOutcome outcome) {
        var answer = answer(status, "{\"error_code\":\"X\"}");
        assertThat(Finding.of(claim(read, 0, doubtful), record("WAITING"), answer, SCHEDULE)
                        .outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"<html>", "[]", "{}", "{\"session_id\":\"other\",\"status\":\"COMPLETED\"}"})
    void anAnswerThatIsNotAboutThisSessionIsNone(String body) {
        assertThat(Finding.of(claim(Duration.ofHours(-1), 0, false), record("WAITING"), answer(200, body), SCHEDULE)
                        .outcome())
                .isEqualTo(CheckOutcome.UNREACHABLE);
    }

    @ParameterizedTest
    @CsvSource({"0, FOUND", "1, UNREACHABLE"})
    void anAnswerThatIsLongerThanAWebhookMayBeIsNone(int tooMany, CheckOutcome outcome) {
        String session = session("s1", "COMPLETED", KNOWN.plusSeconds(1));
        String longest = session + " ".repeat(64 * 1024 - session.length() + tooMany);
        assertThat(Finding.of(claim(Duration.ofHours(-1), 0, false), record("WAITING"), answer(200, longest), SCHEDULE)
                        .outcome())
                .isEqualTo(outcome);
    }

    private static Claim claim(Duration read, int checks, boolean doubtful) {
        return new Claim("acme", "s1", 0, checks, END, doubtful, END.plus(read));
    }

    private static SessionRecord record(String status) {
        return new SessionRecord(
                "acme",
                "s1",
                "main",
                new HppStatus(status),
                new HppStatus(status).isFinal(),
                false,
                KNOWN,
                END,
                Duration.ZERO,
                "nonce",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static String session(String id, String status, Instant updatedAt) {
        return "{\"session_id\":\"" + id + "\",\"status\":\"" + status + "\",\"updated_at\":\"" + updatedAt + "\"}";
    }

    private static KlarnaAnswer answer(int status, String body) {
        return new KlarnaAnswer(status, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body));
    }
}
