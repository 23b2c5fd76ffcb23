package io.hppgateway.admin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bodies that people write into files: YAML, of which JSON is a part. */
final class Documents {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Documents() {}

    /** An empty one without a file. */
    static JsonObject read(@Nullable Path file) {
        if (file == null) {
            return new JsonObject();
        }
        try {
            @Nullable Map<String, Object> read = YAML.readValue(Secrets.text(file), new TypeReference<>() {});
            return read == null ? new JsonObject() : new JsonObject(read).copy();
        } catch (JsonProcessingException e) {
            throw new CallException(CallException.USAGE, List.of(file + " must hold one object in YAML or JSON."));
        }
    }

    /** Puts what was given; what was not stays as it is. */
    static JsonObject put(JsonObject body, String name, @Nullable Object value) {
        return value == null ? body : body.put(name, value);
    }
}
