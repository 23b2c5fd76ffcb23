package io.hppgateway.tenant.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of a directory: one YAML file each. A text may hold {@code ${NAME}} for an environment variable and
 * {@code ${file:/path}} for a file's content, so that no secret has to stand in the file itself. Reads files: for the start, or
 * a worker thread.
 */
public final class TenantFiles {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(file:)?([^}]{1,256})}");
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private final Path directory;
    private final Function<String, Optional<String>> environment;

    /** @param environment the value of a variable, by name */
    public TenantFiles(Path directory, Function<String, Optional<String>> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * Reads every {@code *.yaml} file of the directory.
     *
     * @throws TenantFilesException with every fault of every file; then no tenant of any file counts
     */
    public List<Tenant> read() {
        var faults = new ArrayList<String>();
        var tenants = new ArrayList<Tenant>();
        for (Path file : list(faults)) {
            var faultsHere = new ArrayList<String>();
            parse(file, faultsHere)
                    .flatMap(json -> TenantFile.read(json, faultsHere))
                    .ifPresent(tenants::add);
            faultsHere.forEach(fault -> faults.add(file.getFileName() + ": " + fault));
        }
        faults.addAll(doubles(tenants));
        if (!faults.isEmpty()) {
            throw new TenantFilesException(directory, faults);
        }
        return tenants;
    }

    private List<Path> list(List<String> faults) {
        try (var files = Files.list(directory)) {
            return files.filter(file ->
                            file.toString().endsWith(".yaml") || file.toString().endsWith(".yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            faults.add("the directory cannot be read: " + e);
            return List.of();
        }
    }

    private Optional<JsonObject> parse(Path file, List<String> faults) {
        try {
            @Nullable Map<String, Object> read = YAML.readValue(file.toFile(), new TypeReference<>() {});
            if (read != null) {
                return Optional.of((JsonObject) resolve(new JsonObject(read), faults));
            }
            faults.add("is not valid YAML with one object");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            faults.add("is not valid YAML with one object" + (at == null ? "" : ", line " + at.getLineNr()));
        } catch (IOException e) {
            faults.add("cannot be read: " + e.getClass().getSimpleName());
        }
        return Optional.empty();
    }

    private Object resolve(Object value, List<String> faults) {
        if (value instanceof JsonObject object) {
            var resolved = new JsonObject();
            object.forEach(entry -> resolved.put(entry.getKey(), resolve(entry.getValue(), faults)));
            return resolved;
        }
        if (value instanceof JsonArray array) {
            var resolved = new JsonArray();
            array.forEach(element -> resolved.add(resolve(element, faults)));
            return resolved;
        }
        return value instanceof String text ? resolveText(text, faults) : value;
    }

    private String resolveText(String text, List<String> faults) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            boolean isFile = match.group(1) != null;
            Optional<String> value = isFile ? content(Path.of(match.group(2))) : environment.apply(match.group(2));
            if (value.isEmpty()) {
                faults.add("refers to " + match.group() + ", which "
                        + (isFile ? "cannot be read" : "is no variable of the environment"));
            }
            return Matcher.quoteReplacement(value.orElse("unresolved"));
        });
    }

    private static Optional<String> content(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<String> doubles(List<Tenant> tenants) {
        var faults = new ArrayList<String>();
        var owners = new HashMap<String, String>();
        for (var tenant : tenants) {
            if (owners.put("tenant " + tenant.id(), tenant.id()) != null) {
                faults.add("two files hold the tenant " + tenant.id());
            }
            for (var key : tenant.keys()) {
                if (owners.put("key " + key.id(), tenant.id()) != null) {
                    faults.add("the API key id " + key.id() + " stands twice; key ids are unique over all tenants");
                }
            }
        }
        return faults;
    }
}
