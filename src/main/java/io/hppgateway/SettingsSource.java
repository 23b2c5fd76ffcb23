package io.hppgateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where settings come from: a YAML file, over it the environment. The key {@code redis.url} is the variable {@code
 * HPP_REDIS_URL}, or {@code HPP_REDIS_URL_FILE} with the path of a file that holds the value.
 */
final class SettingsSource {
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    // What logback.xml has an appender for; by any other name, also an empty one, it finds none and is silent.
    private static final Set<String> LOG_FORMATS = Set.of("json", "text");

    private final Path file;
    private final Map<String, String> environment;

    SettingsSource(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** The file's directory; paths in the settings start there. */
    Path directory() {
        return Objects.requireNonNullElse(file.toAbsolutePath().getParent(), Path.of("/"));
    }

    /** The value of a variable of the environment; blank counts as none. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    /** The variable that sets a key. */
    static String variableOf(String key) {
        return "HPP_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** The file that holds a key's value, when the environment names one. */
    Optional<Path> fileOf(String key) {
        return variable(variableOf(key) + "_FILE").map(Path::of);
    }

    /** Everything that is set. */
    JsonObject read(List<String> keys, List<String> faults) {
        if (!LOG_FORMATS.contains(environment.getOrDefault("HPP_LOG_FORMAT", "json"))) {
            faults.add("HPP_LOG_FORMAT must be json or text");
        }
        var all = fromFile(faults);
        for (String key : keys) {
            fromEnvironment(variableOf(key), faults).ifPresent(value -> put(all, key, value));
        }
        return all;
    }

    private JsonObject fromFile(List<String> faults) {
        try {
            var read = YAML.readTree(file.toFile());
            if (read.isObject()) {
                return new JsonObject(YAML.convertValue(read, new TypeReference<Map<String, Object>>() {})).copy();
            }
            // Empty, or nothing but comments: then everything comes from the environment.
            if (!read.isMissingNode() && !read.isNull()) {
                faults.add(file + " must hold sections with keys, as conf/gateway.yaml does");
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            faults.add(file + " is not valid YAML" + (at == null ? "" : ", line " + at.getLineNr()));
        } catch (IOException e) {
            faults.add(file + " cannot be read; HPP_CONF names another file");
        }
        return new JsonObject();
    }

    private Optional<String> fromEnvironment(String name, List<String> faults) {
        Optional<String> inline = variable(name);
        Optional<String> path = variable(name + "_FILE");
        if (inline.isPresent() && path.isPresent()) {
            faults.add(name + " and " + name + "_FILE exclude each other; set one");
        }
        return inline.or(() -> path.flatMap(p -> content(name, p, faults)));
    }

    private static Optional<String> content(String name, String path, List<String> faults) {
        try {
            return Optional.of(Files.readString(Path.of(path)).strip());
        } catch (IOException e) {
            faults.add(name + "_FILE names a file that cannot be read: " + path);
            return Optional.empty();
        }
    }

    private static void put(JsonObject all, String key, String value) {
        var parts = new ArrayList<>(List.of(key.split("\\.", -1)));
        String leaf = parts.remove(parts.size() - 1);
        JsonObject at = all;
        for (String part : parts) {
            if (!(at.getValue(part) instanceof JsonObject)) {
                at.put(part, new JsonObject());
            }
            at = at.getJsonObject(part);
        }
        at.put(leaf, value);
    }
}
