package io.hppgateway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the program itself says of its settings. */
final class ProgramFacts {
    static final Path CONF = Path.of("conf", "gateway.yaml");
    private static final JsonNode DEFAULTS = read();

    private ProgramFacts() {}

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(CONF.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The default of a key, as conf/gateway.yaml has it. */
    static String setting(String key) {
        return DEFAULTS.at("/" + key.replace('.', '/')).asText();
    }

    /** A setting that is a whole number of seconds. */
    static Duration seconds(String key) {
        return duration(setting(key));
    }

    /** A value in seconds, minutes or hours, such as 75s. */
    static Duration duration(String value) {
        return Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
    }

    /** Every variable the program reads. */
    static Set<String> variables() {
        var set = keys().stream()
                .map(key ->
                        "HPP_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'));
        return Stream.concat(
                        set.flatMap(name -> Stream.of(name, name + "_FILE")),
                        Stream.of("HPP_CONF", "HPP_LOG_FORMAT", "HPP_LOG_LEVEL"))
                .collect(Collectors.toSet());
    }

    /** Settings.KEYS, which is the root package's own. */
    private static List<String> keys() {
        try {
            List<?> keys = constant(Class.forName("io.hppgateway.Settings"), "KEYS", List.class);
            return keys.stream().map(String::valueOf).toList();
        } catch (ClassNotFoundException e) {
            throw new LinkageError("Settings is not where it was", e);
        }
    }

    /** A constant that is its class's own. */
    static <T> T constant(Class<?> owner, String name, Class<T> type) {
        try {
            var field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return type.cast(field.get(null));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner + "." + name + " is not where it was", e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
