package io.hppgateway.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The Deployment of the development overlay in a podman, in the network of this machine. */
final class PodmanPod implements AutoCloseable {
    /** What podman is told of the machine; a restricted one lets it do no more. */
    static final String CONF =
            "CONTAINERS_CONF=" + Path.of("k8s", "image", "containers.conf").toAbsolutePath();

    private static final String CONTAINER = "hpp-gateway-pod-0-gateway";
    private static final Set<String> PLAYED = Set.of("Deployment", "ConfigMap", "Secret");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final Path file;

    private PodmanPod(Path file) {
        this.file = file;
    }

    /**
     * Starts it.
     *
     * @param secrets what these files of the Secret hold in this test
     * @param tenants changes a tenant's file for this test
     * @param environment is added to the container's
     */
    static PodmanPod play(
            Path directory,
            Map<String, String> secrets,
            UnaryOperator<String> tenants,
            Map<String, String> environment) {
        var file = directory.resolve("pod.yaml");
        var played = Manifests.of("dev").raw().stream()
                .filter(object -> PLAYED.contains(object.path("kind").asText()))
                .map(object -> (ObjectNode) object.deepCopy())
                .map(object -> forPodman(object, secrets, tenants, environment))
                .map(PodmanPod::yaml)
                .collect(Collectors.joining());
        try {
            Files.writeString(file, played);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var pod = new PodmanPod(file);
        forgetVolumes();
        podman("kube", "play", "--replace", file.toString());
        return pod;
    }

    private static String yaml(JsonNode object) {
        try {
            return YAML.writeValueAsString(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode forPodman(
            ObjectNode object,
            Map<String, String> secrets,
            UnaryOperator<String> tenants,
            Map<String, String> environment) {
        ((ObjectNode) object.path("metadata")).remove("namespace");
        switch (object.path("kind").asText()) {
            case "Secret" -> asConfigMap(object, secrets);
            case "ConfigMap" -> changeTenants(object, tenants);
            default -> changePod((ObjectNode) object.at("/spec/template/spec"), environment);
        }
        return object;
    }

    /** Podman 4.3 mounts the values of a Secret without decoding them, and those of a ConfigMap as they are. */
    private static void asConfigMap(ObjectNode secret, Map<String, String> given) {
        secret.put("kind", "ConfigMap").remove("type");
        var data = (ObjectNode) secret.path("data");
        data.properties()
                .forEach(file ->
                        file.setValue(data.textNode(decoded(file.getValue().asText()))));
        given.forEach(data::put);
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static void changeTenants(ObjectNode map, UnaryOperator<String> tenants) {
        var data = (ObjectNode) map.path("data");
        if (map.at("/metadata/name").asText().startsWith("hpp-gateway-tenants")) {
            data.properties()
                    .forEach(file -> file.setValue(
                            data.textNode(tenants.apply(file.getValue().asText()))));
        }
    }

    private static void changePod(ObjectNode pod, Map<String, String> environment) {
        pod.put("hostNetwork", true);
        var container = (ObjectNode) pod.at("/containers/0");
        // It maps them, which the network of the machine does not allow.
        container.remove("ports");
        environment.forEach((name, value) -> ((ArrayNode) container.path("env"))
                .addObject()
                .put("name", name)
                .put("value", value));
        for (JsonNode volume : pod.path("volumes")) {
            if (volume.has("secret")) {
                String name = volume.at("/secret/secretName").asText();
                ((ObjectNode) volume).remove("secret");
                ((ObjectNode) volume).putObject("configMap").put("name", name);
            }
        }
    }

    /** What podman knows of the container. */
    JsonObject inspect() {
        return new JsonArray(podman("container", "inspect", CONTAINER)).getJsonObject(0);
    }

    /** A line of /proc/1/status in the container, such as CapEff. */
    String status(String key) {
        return podman("exec", CONTAINER, "/bin/grep", "^" + key + ":", "/proc/1/status")
                .substring(key.length() + 1)
                .strip();
    }

    String log() {
        return podman("logs", CONTAINER);
    }

    /** SIGTERM, as a cluster sends it; returns when it has ended. */
    void stop() {
        podman("stop", "--time", "60", CONTAINER);
    }

    @Override
    public void close() {
        podman("kube", "down", file.toString());
        forgetVolumes();
    }

    /** Podman keeps the files of a pod that is gone, and would not write them again. */
    private static void forgetVolumes() {
        podman("volume", "ls", "--quiet", "--filter=name=^hpp-gateway-")
                .lines()
                .forEach(volume -> podman("volume", "rm", "--force", volume));
    }

    /** What podman says; fails when it fails. */
    static String podman(String... arguments) {
        var command = new ArrayList<>(List.of("env", CONF, "podman"));
        command.addAll(List.of(arguments));
        return Tool.run(command.toArray(String[]::new)).text();
    }
}
