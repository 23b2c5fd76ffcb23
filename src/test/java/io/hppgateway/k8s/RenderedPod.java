package io.hppgateway.k8s;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.hppgateway.testkit.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The pod of an overlay's Deployment without a cluster: its volumes in a directory, its variables with the paths moved
 * there, and the packaged program as a process.
 */
final class RenderedPod implements AutoCloseable {
    private static final Pattern UP = Pattern.compile("public port (\\d+), management port (\\d+)");
    private static final String MOUNTS = "/etc/hpp-gateway";

    private final ChildProcess process;
    private final int port;
    private final int managementPort;

    private RenderedPod(ChildProcess process) {
        this.process = process;
        var up = process.awaitOut(UP);
        this.port = Integer.parseInt(up.group(1));
        this.managementPort = Integer.parseInt(up.group(2));
    }

    /**
     * Starts it, and returns when its ports are open.
     *
     * @param directory an empty one, for the volumes
     * @param secrets what the files of the Secret hold in this test; those that are not named hold what the overlay says
     * @param tenants changes a tenant's file for this test
     * @param changes of the environment
     */
    static RenderedPod start(
            String overlay,
            Path directory,
            Map<String, String> secrets,
            UnaryOperator<String> tenants,
            Map<String, String> changes) {
        var manifests = Manifests.of(overlay);
        UnaryOperator<String> move = text -> text.replace(MOUNTS, directory.toString());
        var volumes = new HashMap<String, Map<String, String>>();
        volumes.put(
                "conf", manifests.generated(ConfigMap.class, "hpp-gateway-conf").getData());
        volumes.put(
                "tenants",
                new TreeMap<>(manifests
                        .generated(ConfigMap.class, "hpp-gateway-tenants")
                        .getData()));
        volumes.get("tenants").replaceAll((name, text) -> tenants.apply(move.apply(text)));
        volumes.put("secrets", secretFiles(manifests, secrets));
        for (VolumeMount mount : manifests.gateway().getVolumeMounts()) {
            if (volumes.containsKey(mount.getName())) {
                fill(Path.of(move.apply(mount.getMountPath())), volumes.get(mount.getName()));
            }
        }
        var environment = new HashMap<>(manifests.environment());
        environment.replaceAll((name, value) -> move.apply(value));
        environment.putAll(changes);
        var program = Path.of("target", "hpp-gateway", "bin", "hpp-gateway").toAbsolutePath();
        return new RenderedPod(ChildProcess.start(directory, environment, List.of(program.toString())));
    }

    private static Map<String, String> secretFiles(Manifests manifests, Map<String, String> given) {
        var files = new TreeMap<String, String>();
        manifests
                .all(ExternalSecret.class)
                .flatMap(secret -> secret.spec().data().stream())
                .forEach(entry -> files.put(entry.secretKey(), "anything"));
        manifests
                .all(Secret.class)
                .forEach(secret -> secret.getData().forEach((name, value) -> files.put(name, decoded(value))));
        if (!files.keySet().containsAll(given.keySet())) {
            throw new AssertionError("the Secret has the files " + files.keySet() + ", not " + given.keySet());
        }
        files.putAll(given);
        return files;
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    /** As the kubelet does it: the files are links into a directory whose name starts with two dots. */
    private static void fill(Path mount, Map<String, String> files) {
        try {
            var data = Files.createDirectories(mount.resolve("..2026_11_24"));
            Files.createSymbolicLink(mount.resolve("..data"), data.getFileName());
            for (var file : files.entrySet()) {
                Files.writeString(data.resolve(file.getKey()), file.getValue());
                Files.createSymbolicLink(mount.resolve(file.getKey()), Path.of("..data", file.getKey()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Its log. */
    String log() {
        return process.out() + process.err();
    }

    /** Stops it as a cluster does; its exit status. */
    int stop() {
        return process.signal("TERM").exitStatus();
    }

    @Override
    public void close() {
        process.close();
    }
}
