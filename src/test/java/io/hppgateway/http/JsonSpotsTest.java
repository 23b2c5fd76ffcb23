package io.hppgateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonSpotsTest {
    private static final Set<String> PATHS = Set.of("url", "in", "in.side");

    @Test
    void aReplacedValueLeavesEveryOtherByte() {
        String json =
                "{ \"amount\": 1.10,\t\"big\":12345678901234567890123, \"url\" : \"a\\u00e5\", \"x\":[{\"url\":\"keep\"}] ,\"å\":\"\\/\" }\n";

        String changed = find(json).edit().replace("url", "b\"ö").apply().toString();

        assertThat(changed)
                .isEqualTo(
                        "{ \"amount\": 1.10,\t\"big\":12345678901234567890123, \"url\" : \"b\\\"ö\", \"x\":[{\"url\":\"keep\"}] ,\"å\":\"\\/\" }\n");
    }

    @Test
    void aKeyIsInsertedIntoAnEmptyAndAFullObject() {
        assertThat(find("{\"in\":{ },\"z\":1}")
                        .edit()
                        .insert("in", "side", "true")
                        .apply()
                        .toString())
                .isEqualTo("{\"in\":{\"side\":true },\"z\":1}");
        assertThat(find("{\"in\":{\"a\":null}}")
                        .edit()
                        .insert("in", "side", "true")
                        .apply()
                        .toString())
                .isEqualTo("{\"in\":{\"side\":true,\"a\":null}}");
        assertThat(find("{}").edit().insert("", "in", "{}").apply().toString()).isEqualTo("{\"in\":{}}");
    }

    @Test
    void severalChangesAreMadeAtOnce() {
        var json = find("{\"in\":{\"side\":\"1\"},\"url\":\"2\"}");

        assertThat(json.edit()
                        .replace("url", "two")
                        .replace("in.side", "one")
                        .apply()
                        .toString())
                .isEqualTo("{\"in\":{\"side\":\"one\"},\"url\":\"two\"}");
    }

    @Test
    void theRawBytesOfAValueAreAsTheyCame() {
        assertThat(find("{\"in\": {\"side\" : [1, {\"a\":\"b\"}]} }")
                        .raw("in")
                        .orElseThrow()
                        .toString())
                .isEqualTo("{\"side\" : [1, {\"a\":\"b\"}]}");
        assertThat(find("{\"url\":17 }").raw("url").orElseThrow().toString()).isEqualTo("17");
        assertThat(find("{}").raw("url")).isEmpty();
    }

    @Test
    void aKeyThatLooksLikeAPathIsNone() {
        assertThat(find("{\"in.side\":\"x\"}").text("in.side")).isEmpty();
    }

    @Test
    void nullIsThereButIsNoValue() {
        var json = find("{\"url\":null,\"in\":\"text\"}");

        assertThat(json.contains("url")).isTrue();
        assertThat(json.has("url")).isFalse();
        assertThat(json.isObject("in")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "17",
                "{",
                "{\"a\":1,}",
                "{\"a\":1} {}",
                "{\"a\":1}x",
                "{'a':1}",
                "{\"a\":1,\"a\":2}",
                "{\"x\":{\"a\":1,\"a\":2}}",
                "<html>",
                "{\"a\":NaN}"
            })
    void whatIsNoStrictObjectIsRefused(String json) {
        assertThatThrownBy(() -> find(json))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().status()).isEqualTo(400));
    }

    @Test
    void otherEncodingsAndByteOrderMarksAreRefused() {
        assertThatThrownBy(
                        () -> JsonSpots.find(Buffer.buffer("{\"url\":\"a\"}".getBytes(StandardCharsets.UTF_16)), PATHS))
                .isInstanceOf(ProblemException.class);
        var marked = Buffer.buffer(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF})
                .appendString("{\"url\":\"a\"}");
        assertThatThrownBy(() -> JsonSpots.find(marked, PATHS)).isInstanceOf(ProblemException.class);
    }

    @Test
    void deepNestingIsRefusedAndNotAStackOverflow() {
        assertThatThrownBy(() -> find("{\"a\":" + "[".repeat(100_000))).isInstanceOf(ProblemException.class);
    }

    private static JsonSpots find(String json) {
        return JsonSpots.find(Buffer.buffer(json), PATHS);
    }
}
