package io.hppgateway.contract;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An OpenAPI 3.1 document of ours: what the HTTP API of a port is.
 *
 * @param text as it is served, in YAML
 * @param root the same, read
 */
public record Contract(String text, JsonObject root) {
    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");
    private static final String PREFIX = "#/";

    /** What the internet reaches. */
    public static Contract ofPublicPort() {
        return load("openapi.yaml");
    }

    /** What only the cluster reaches. */
    public static Contract ofManagementPort() {
        return load("management.yaml");
    }

    private static Contract load(String name) {
        try (var in = Contract.class.getResourceAsStream("/contract/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build has no contract/" + name);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Contract(text, read(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // a document is a map of text to anything
    private static JsonObject read(String yaml) throws IOException {
        return new JsonObject((Map<String, Object>) new YAMLMapper().readValue(yaml, LinkedHashMap.class));
    }

    /** Every operation of the paths, in the document's order. */
    public List<Operation> operations() {
        return operations(root.getJsonObject("paths"));
    }

    /** What the gateway itself calls. */
    public List<Operation> webhooks() {
        return operations(root.getJsonObject("webhooks", new JsonObject()));
    }

    private List<Operation> operations(JsonObject paths) {
        var all = new ArrayList<Operation>();
        for (String path : paths.fieldNames()) {
            var item = paths.getJsonObject(path);
            for (String method : item.fieldNames()) {
                if (METHODS.contains(method)) {
                    all.add(operation(method, path, item));
                }
            }
        }
        return all;
    }

    private Operation operation(String method, String path, JsonObject item) {
        var node = item.getJsonObject(method);
        var parameters = new ArrayList<>(parameters(item));
        parameters.addAll(parameters(node));
        return new Operation(method, path, node, List.copyOf(parameters));
    }

    private List<JsonObject> parameters(JsonObject node) {
        return objects(node.getJsonArray("parameters", new JsonArray())).stream()
                .map(this::resolve)
                .toList();
    }

    static List<JsonObject> objects(JsonArray array) {
        var all = new ArrayList<JsonObject>();
        for (int i = 0; i < array.size(); i++) {
            all.add(array.getJsonObject(i));
        }
        return all;
    }

    /** What a node is: itself, or what its {@code $ref} names. */
    public JsonObject resolve(JsonObject node) {
        String reference = node.getString("$ref");
        if (reference == null) {
            return node;
        }
        var found = root;
        for (String name : reference.substring(PREFIX.length()).split("/", -1)) {
            found = found.getJsonObject(name);
        }
        return resolve(found);
    }

    /** The last part of a {@code $ref}; empty for a node that is none. */
    static String nameOf(JsonObject node) {
        String reference = node.getString("$ref", "");
        return reference.substring(reference.lastIndexOf('/') + 1);
    }
}
