package io.hppgateway.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HppSessionTest {
    @Test
    void aReadOfKlarnasIsUnderstood() {
        var session = HppSession.from(Buffer.buffer("""
                {"session_id":"39a1c773-bafd-754d-8d32-c1d3c0e1b5a1","status":"IN_PROGRESS","updated_at":"2026-11-24T07:00:00.123Z",
                 "expires_at":"2026-11-26T08:00:00+01:00","x":[1]}""")).orElseThrow();

        assertThat(session.id()).isEqualTo("39a1c773-bafd-754d-8d32-c1d3c0e1b5a1");
        assertThat(session.status()).isEqualTo(new HppStatus("IN_PROGRESS"));
        assertThat(session.updatedAt()).contains(Instant.parse("2026-11-24T07:00:00.123Z"));
        assertThat(session.expiresAt()).contains(Instant.parse("2026-11-26T07:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"session_id\":\"1\"}",
                "{\"status\":\"WAITING\"}",
                "{\"session_id\":1,\"status\":\"WAITING\"}",
                "{\"session_id\":\"1\",\"status\":{}}",
                "{\"session_id\":\" \",\"status\":\"WAITING\"}"
            })
    void whatNamesNoSessionOrStatusIsNone(String body) {
        assertThat(HppSession.from(Buffer.buffer(body))).isEmpty();
    }

    @Test
    void aTimeThatIsNoneIsLeftOut() {
        var session = HppSession.from(Buffer.buffer(
                "{\"session_id\":\"1\",\"status\":\"BACK\",\"updated_at\":\"yesterday\",\"expires_at\":7}"));

        assertThat(session.orElseThrow().updatedAt()).isEmpty();
        assertThat(session.orElseThrow().expiresAt()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"39a1c773-bafd-754d-8d32-c1d3c0e1b5a1", "a", "...", ".a", "A_b~c.d-1"})
    void anIdIsOpaque(String id) {
        assertThat(HppSession.isId(id)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "a%2fb", "a b", "å", "a\n", "{{session_id}}", "a:b", "a*"})
    void anIdThatCouldLeadElsewhereIsNone(String id) {
        assertThat(HppSession.isId(id)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "WAITING,false,session.waiting",
        "IN_PROGRESS,false,session.in_progress",
        "COMPLETED,true,session.completed",
        "FAILED,false,session.failed",
        "BACK,false,session.back",
        "ERROR,false,session.error",
        "CANCELLED,true,session.cancelled",
        "DISABLED,true,session.disabled",
        "MANUAL_ID_CHECK,false,session.manual_id_check",
        "completed,false,session.completed"
    })
    void onlyThreeStatusesAreFinal(String name, boolean isFinal, String type) {
        assertThat(new HppStatus(name).isFinal()).isEqualTo(isFinal);
        assertThat(new HppStatus(name).eventType()).isEqualTo(type);
    }
}
