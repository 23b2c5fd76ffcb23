package io.hppgateway.tenant.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of a directory: one YAML file each. A text may hold {@code ${NAME}} for an environment variable and
 * {@code ${file:/path}} for a file's content, so that no secret has to stand in the file itself. Reads files: for the start, or
 * a worker thread.
 */
public final class TenantFiles {
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

    private final Path directory;
    private final Function<String, Optional<String>> environment;
    private volatile Set<Path> referred = Set.of();

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
        var references = new References(environment);
        for (Path file : list(faults).stream().sorted().toList()) {
            var faultsHere = new ArrayList<String>();
            parse(file, references, faultsHere)
                    .flatMap(json -> TenantFile.read(json, faultsHere))
                    .ifPresent(tenants::add);
            faultsHere.forEach(fault -> faults.add(file.getFileName() + ": " + fault));
        }
        referred = references.files();
        faults.addAll(doubles(tenants));
        if (!faults.isEmpty()) {
            throw refused(faults);
        }
        return tenants;
    }

    /** The directory's files, as of now, and those that they referred to when they were last read. */
    Set<Path> paths() {
        var faults = new ArrayList<String>();
        var paths = new HashSet<>(list(faults));
        if (!faults.isEmpty()) {
            paths.add(directory);
        }
        paths.addAll(referred);
        return paths;
    }

    /** What says that these files cannot be used. */
    TenantFilesException refused(List<String> faults) {
        return new TenantFilesException(directory, faults);
    }

    private List<Path> list(List<String> faults) {
        try (var files = Files.list(directory)) {
            return files.filter(TenantFiles::isTenant).toList();
        } catch (IOException e) {
            faults.add("the directory cannot be read: " + e);
            return List.of();
        }
    }

    /** Not a hidden one: editors keep their copies and locks as such. */
    private static boolean isTenant(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
    }

    private Optional<JsonObject> parse(Path file, References references, List<String> faults) {
        try {
            @Nullable Map<String, Object> read = YAML.readValue(file.toFile(), new TypeReference<>() {});
            if (read != null) {
                return Optional.of((JsonObject) references.resolve(new JsonObject(read), faults));
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
