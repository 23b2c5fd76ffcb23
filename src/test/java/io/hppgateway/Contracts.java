package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.hppgateway.contract.Contract;
import io.hppgateway.contract.Operation;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Holds real requests and answers against a contract. Stricter than a client may be: a field that the contract does not name
 * is a fault too, except where it says that others may come ({@code x-open}).
 */
final class Contracts {
    static final Contracts PUBLIC = new Contracts(Contract.ofPublicPort());
    static final Contracts MANAGEMENT = new Contracts(Contract.ofManagementPort());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPENAPI = "https://spec.openapis.org/";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(
            VersionFlag.V202012,
            builder -> builder.schemaMappers(mappers -> mappers.mapPrefix(OPENAPI, "classpath:spec.openapis.org/")));
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final List<String> OWN =
            List.of("/v1/", "/admin/v1/", "/callbacks/", "/health/", "/metrics", "/openapi.yaml", "/docs");

    private final Contract contract;
    private final Map<String, JsonSchema> validators = new ConcurrentHashMap<>();

    private Contracts(Contract contract) {
        this.contract = contract;
    }

    /** What the meta-schema of OpenAPI 3.1 has against the document. */
    List<String> metaFaults() {
        var meta = SCHEMAS.getSchema(SchemaLocation.of(OPENAPI + "oas/3.1/schema-base/2022-10-07"));
        return meta.validate(parse(contract.root().encode())).stream()
                .map(Object::toString)
                .toList();
    }

    Contract contract() {
        return contract;
    }

    /** The operation that a method and a path, without its query, lead to; a path without variables is the better one. */
    Optional<Operation> operation(String method, String path) {
        return contract.operations().stream()
                .filter(operation -> operation.verb().equals(method))
                .filter(operation -> matcher(operation.path()).matcher(path).matches())
                .min(java.util.Comparator.comparing(
                        operation -> operation.path().contains("{")));
    }

    static Pattern matcher(String template) {
        return Pattern.compile(template.replace(".", "\\.").replaceAll("\\{[^}]+}", "[^/]+"));
    }

    /**
     * Fails when an answer of our own API breaks the contract. Klarna's paths are left out: what tests put behind them need
     * not be Klarna's.
     */
    void judge(String method, String uri, ApiClient.Answer answer) {
        String path = URI.create(uri).getRawPath();
        if (OWN.stream().anyMatch(path::startsWith) && operation(method, path).isPresent()) {
            assertThat(faults(method, uri, answer)).isEmpty();
        }
    }

    /** What is wrong with an answer to a call; empty when the contract allows it. */
    List<String> faults(String method, String uri, ApiClient.Answer answer) {
        String path = URI.create(uri).getRawPath();
        String call = method + " " + path + " " + answer.status();
        var operation = operation(method, path);
        if (operation.isEmpty()) {
            return List.of(call + ": no such operation in the contract");
        }
        var response = response(operation.get(), answer.status());
        return response.isEmpty()
                ? List.of(call + ": the contract has no such status")
                : body(call, response.get(), answer);
    }

    /** The answer of this status, or of its default. */
    private Optional<JsonObject> response(Operation operation, int status) {
        var responses = operation.node().getJsonObject("responses");
        return Optional.ofNullable(responses.getJsonObject(Integer.toString(status)))
                .or(() -> Optional.ofNullable(responses.getJsonObject("default")))
                .map(contract::resolve);
    }

    private List<String> body(String call, JsonObject response, ApiClient.Answer answer) {
        var content = response.getJsonObject("content", new JsonObject());
        if (content.containsKey("*/*")) {
            return List.of();
        }
        String type = answer.header("Content-Type").split(";", 2)[0];
        if (content.isEmpty() || answer.text().isEmpty()) {
            boolean good = answer.text().isEmpty() && (content.isEmpty() || answer.status() >= 400);
            return good ? List.of() : List.of(call + ": body and contract disagree about whether there is one");
        }
        if (!content.containsKey(type)) {
            return List.of(call + ": the contract has no " + type);
        }
        return type.equals("application/json")
                ? faults(call, content.getJsonObject(type).getJsonObject("schema"), answer.text())
                : List.of();
    }

    /** What is wrong with a call that a receiver got, given a way to its headers (empty for none). */
    List<String> webhookFaults(String operationId, UnaryOperator<String> header, String body) {
        var webhook = contract.webhooks().stream()
                .filter(operation -> operation.id().equals(operationId))
                .findFirst()
                .orElseThrow();
        var content = webhook.node().getJsonObject("requestBody").getJsonObject("content");
        var faults = new ArrayList<>(
                faults(operationId, content.getJsonObject("application/json").getJsonObject("schema"), body));
        for (var parameter : webhook.parametersIn("header")) {
            String name = parameter.getString("name");
            String value = header.apply(name);
            faults.addAll(
                    value.isEmpty()
                            ? List.of(name + " is missing")
                            : faults(name, parameter.getJsonObject("schema"), Json.encode(value)));
        }
        return faults;
    }

    /** What is wrong with a JSON text. */
    List<String> faults(String what, JsonObject schema, String json) {
        return validators.computeIfAbsent(schema.encode(), encoded -> validator(schema)).validate(parse(json)).stream()
                .map(fault -> what + ": " + fault + " in " + (json.length() > 2000 ? json.substring(0, 2000) : json))
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** Each schema is whole in itself: the named ones it needs stand in it. */
    private JsonSchema validator(JsonObject schema) {
        var whole = schema.copy();
        whole.put("components", contract.root().getJsonObject("components").copy());
        close(whole);
        return SCHEMAS.getSchema(parse(whole.encode()), STRICT);
    }

    /** Closes every object that does not say that it is open. */
    private void close(Object node) {
        if (node instanceof JsonObject object) {
            if (object.getValue("allOf") instanceof JsonArray parts) {
                merge(object, Contracts.objects(parts));
            }
            object.fieldNames().forEach(name -> close(object.getValue(name)));
            if (object.getValue("properties") instanceof JsonObject
                    && !object.getBoolean("x-open", false)
                    && !object.containsKey("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        } else if (node instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                close(array.getValue(i));
            }
        }
    }

    /** Objects that are put together of parts become one, which can be closed. */
    private void merge(JsonObject object, List<JsonObject> parts) {
        var resolved = parts.stream().map(contract::resolve).toList();
        if (resolved.stream().allMatch(part -> part.getValue("properties") instanceof JsonObject)) {
            var properties = new JsonObject();
            var required = new JsonArray();
            resolved.forEach(
                    part -> properties.mergeIn(part.getJsonObject("properties").copy()));
            resolved.forEach(part -> required.addAll(part.getJsonArray("required", new JsonArray())));
            object.put("type", "object").put("properties", properties).put("required", required);
            object.remove("allOf");
        }
    }

    private static List<JsonObject> objects(JsonArray array) {
        return array.stream()
                .map(part -> part instanceof JsonObject object ? object : new JsonObject())
                .toList();
    }
}
