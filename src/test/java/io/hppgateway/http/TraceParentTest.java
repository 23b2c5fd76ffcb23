package io.hppgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples and rules of W3C Trace Context, section 3. */
final class TraceParentTest {
    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aValidHeaderIsReadAndWrittenAsItCame() {
        var read = TraceParent.parse(VALID).orElseThrow();
        assertThat(read.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(read.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(read.sampled()).isTrue();
        assertThat(read).hasToString(VALID);
    }

    @Test
    void aLaterVersionIsReadAsFarAsWeKnowIt() {
        var read = TraceParent.parse("cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-what-comes");
        assertThat(read)
                .hasValueSatisfying(place ->
                        assertThat(place).hasToString("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"
            })
    void whatIsNotValidStartsAnew(String header) {
        assertThat(TraceParent.parse(header)).isEmpty();
    }

    @Test
    void aMissingHeaderStartsAnew() {
        assertThat(TraceParent.parse(null)).isEmpty();
    }

    @Test
    void aChildStandsInTheSameTraceAtAnotherPlace() {
        var start = TraceParent.start();
        var child = start.child();
        assertThat(TraceParent.parse(start.toString())).contains(start);
        assertThat(child.traceId()).isEqualTo(start.traceId());
        assertThat(child.spanId()).isNotEqualTo(start.spanId());
        assertThat(child.sampled()).isEqualTo(start.sampled());
    }
}
