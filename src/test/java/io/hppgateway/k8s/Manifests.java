package io.hppgateway.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What {@code kubectl kustomize} makes of an overlay, by type. */
record Manifests(String overlay, List<JsonNode> raw, List<Object> objects) {
    static final String GATEWAY = "hpp-gateway";
    private static final Path OVERLAYS = Path.of("k8s", "overlays");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

    /** Every overlay there is. */
    static List<String> overlays() {
        try (var directories = Files.list(OVERLAYS)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Manifests of(String overlay) {
        return RENDERED.computeIfAbsent(overlay, Manifests::render);
    }

    /** The YAML of an overlay. */
    static String yaml(String overlay) {
        return Tool.run("kubectl", "kustomize", OVERLAYS.resolve(overlay).toString())
                .text();
    }

    private static Manifests render(String overlay) {
        var raw = documents(yaml(overlay));
        var typed = raw.stream().map(Manifests::typed).toList();
        return new Manifests(overlay, raw, typed);
    }

    private static List<JsonNode> documents(String yaml) {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object typed(JsonNode object) {
        try {
            return StrictKinds.parse(object);
        } catch (JsonProcessingException e) {
            throw new AssertionError(
                    object.path("kind") + " " + object.at("/metadata/name") + ": " + e.getMessage(), e);
        }
    }

    <T> Stream<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    <T extends HasMetadata> T named(Class<T> type, String name) {
        return all(type)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(overlay + " has no " + type.getSimpleName() + " " + name));
    }

    /** A generated object, whose name ends in a hash of its content. */
    <T extends HasMetadata> T generated(Class<T> type, String name) {
        return all(type)
                .filter(object -> object.getMetadata().getName().matches(name + "-[a-z0-9]{10}"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(overlay + " has no " + type.getSimpleName() + " " + name + "-…"));
    }

    PodSpec gatewayPod() {
        return named(Deployment.class, GATEWAY).getSpec().getTemplate().getSpec();
    }

    Container gateway() {
        return gatewayPod().getContainers().get(0);
    }

    /** The environment of the gateway's container. */
    Map<String, String> environment() {
        var environment = new java.util.TreeMap<String, String>();
        gateway().getEnv().forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        return environment;
    }
}
