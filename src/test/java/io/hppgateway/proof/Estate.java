package io.hppgateway.proof;

import io.hppgateway.secret.SecretBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configuration that all pods of a proof share, in files and variables. */
public record Estate(Path directory, Map<String, String> environment) {
    /**
     * Writes it.
     *
     * @param more variables, over the ones that every proof has
     */
    public static Estate write(
            Path directory, List<Shop> shops, String klarnaUrl, String redisUrl, Map<String, String> more)
            throws IOException {
        Path tenants = Files.createDirectories(directory.resolve("tenants"));
        for (Shop shop : shops) {
            Files.writeString(tenants.resolve(shop.tenant() + ".yaml"), shop.asFile(klarnaUrl));
        }
        Path conf = Files.writeString(directory.resolve("gateway.yaml"), "{}\n");
        var environment = new HashMap<>(Map.of(
                "HPP_CONF",
                conf.toString(),
                "HPP_TENANTS_DIRECTORY",
                tenants.toString(),
                "HPP_REDIS_URL",
                redisUrl,
                // No such host: whoever calls goes to the pod of its choice, as through an ingress.
                "HPP_PUBLIC_URL",
                "http://gateway.test",
                "HPP_CALLBACK_KEYS",
                Base64.getEncoder().encodeToString(new byte[32]),
                "HPP_ENCRYPTION_KEYSET",
                SecretBox.newKeyset().reveal(),
                "HPP_WEBHOOK_ALLOW_HTTP",
                "true",
                "HPP_WEBHOOK_ALLOW_NETWORKS",
                "127.0.0.0/8",
                "HPP_LOG_FORMAT",
                "text",
                "HPP_LOG_LEVEL",
                "ERROR"));
        // What it adds of itself would stand in no ledger.
        environment.put("HPP_RECONCILE_ENABLED", "false");
        // A proof goes as fast as it can; limits have tests of their own.
        environment.put("HPP_LIMITS_CREATE", "100000");
        environment.put("HPP_LIMITS_OTHER", "100000");
        environment.put("HPP_LIMITS_TENANT_CREATES", "10000");
        environment.put("HPP_LIMITS_TENANT_BURST", "10000");
        environment.putAll(more);
        return new Estate(directory, environment);
    }

    /** A pod of it, not started; it does not live for long. */
    public Pod pod(String name) throws IOException {
        return new Pod(directory, name, Pod.SHORT_LIVED, environment);
    }

    /** A pod that is measured, not started. */
    public Pod measuredPod(String name) throws IOException {
        return new Pod(directory, name, Pod.LONG_LIVED, environment);
    }
}
