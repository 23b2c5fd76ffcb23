package io.hppgateway.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KlarnaTimeTest {
    private static Optional<Instant> byJava(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-24T13:07:09.123Z",
                "2026-11-24T13:07:09Z",
                "2024-02-29T23:59:59.999Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.000Z",
                "2026-11-24T13:07:09.123456789Z",
                "2026-11-24T13:07:09.1Z",
                "2026-11-24T13:07Z",
                "2026-11-24T13:07:09.123+02:00",
                "2026-11-24T13:07:09-11:30"
            })
    void aTimeIsReadAsJavaReadsIt(String text) {
        assertThat(KlarnaTime.parse(text)).isPresent().isEqualTo(byJava(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-11-24",
                "2026-02-29T13:07:09Z",
                "2026-13-01T13:07:09.000Z",
                "2026-11-24T24:00:00Z",
                "2026-11-24T13:60:09Z",
                "2026-11-24T13:07:60Z",
                "2026-11-24 13:07:09Z",
                "2026-11-24T13:07:09.12aZ",
                "+026-11-24T13:07:09Z",
                "2026-11-24T13:07:09.123",
                "\u0662026-11-24T13:07:09Z"
            })
    void whatIsNoTimeIsNone(String text) {
        assertThat(KlarnaTime.parse(text)).isEmpty();
        assertThat(byJava(text)).isEmpty();
    }
}
