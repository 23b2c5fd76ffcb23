package io.hppgateway.bench;

import io.hppgateway.secret.SecretBox;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The gateway with tenants and a Redis of its own, started as an operator starts it, with the settings of production. */
final class Estate implements AutoCloseable {
    private static final String SECRET = "BenchBenchBenchBenchBenchBenchBenchBenchBen";
    static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final int LINES = 10_000;

    final int port = Lab.freePort();
    final int managementPort = Lab.freePort();
    final int redisPort = Lab.freePort();
    final Path directory;
    final Path keys;
    private final Lab lab;
    private final Proc redis;
    private final List<String> authorizations = new ArrayList<>();
    private Proc gateway;
    private long readyAt;

    /** @param klarnaPort of the upstream of these tenants */
    Estate(Lab lab, String name, int klarnaPort, List<Shop> shops) {
        this.lab = lab;
        directory = Lab.directory(lab.raw.resolve(name));
        Path tenants = Lab.directory(directory.resolve("tenants"));
        shops.forEach(shop -> {
            Wrk.write(tenants.resolve(shop.id() + ".yaml"), shop.file(klarnaPort));
            authorizations.add(shop.authorization());
        });
        keys = keys(shops.size());
        Wrk.write(directory.resolve("gateway.yaml"), "{}\n");
        redis = Proc.start(lab.raw, "redis", Map.of(), List.of(
                "redis-server", "--port", "" + redisPort, "--bind", "127.0.0.1", "--dir", directory.toString(),
                // No rewrite of the file: it would fall into one measured window and not into the next.
                "--save", "", "--appendonly", "yes", "--appendfsync", "everysec", "--auto-aof-rewrite-percentage", "0",
                "--maxmemory-policy", "noeviction"));
    }

    /**
     * What the first of its tenants send, one a line, in turn. As many lines for few tenants as for many: what wrk holds and
     * reads shares the caches with what is measured.
     */
    Path keys(int tenants) {
        var lines = new StringBuilder();
        for (int i = 0; i < Math.max(LINES, tenants); i++) {
            lines.append(authorizations.get(i % tenants)).append('\n');
        }
        return Wrk.write(directory.resolve("keys-" + tenants + ".txt"), lines.toString());
    }

    /**
     * A tenant.
     *
     * @param hooks URLs of its webhook endpoints
     */
    record Shop(String id, List<String> hooks, int permits) {
        static Shop of(int number) {
            return new Shop("shop-" + number, List.of(), 16);
        }

        /** What it sends. */
        String authorization() {
            return "Bearer hpk_" + id + "_" + SECRET;
        }

        String file(int klarnaPort) {
            var text = new StringBuilder("""
                    id: %1$s
                    name: %1$s
                    api_keys:
                      - id: %1$s
                        sha256: "%2$s"
                    accounts:
                      - id: eu
                        base_url: http://127.0.0.1:%3$d
                        username: PK_%1$s
                        password: bench
                    """.formatted(id, sha256(SECRET), klarnaPort));
            text.append(hooks.isEmpty() ? "" : "webhooks:\n");
            for (int i = 0; i < hooks.size(); i++) {
                text.append("""
                          - id: hook-%d
                            url: %s
                            secret: %s
                            permits: %d
                        """.formatted(i, hooks.get(i), WEBHOOK_SECRET, permits));
            }
            return text.toString();
        }

        private static String sha256(String text) {
            try {
                return HexFormat.of().formatHex(
                        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Map<String, String> environment() {
        var environment = new HashMap<>(Map.of(
                "HPP_CONF", directory.resolve("gateway.yaml").toString(),
                "HPP_TENANTS_DIRECTORY", directory.resolve("tenants").toString(),
                "HPP_HTTP_HOST", "127.0.0.1",
                "HPP_HTTP_PORT", "" + port,
                "HPP_MANAGEMENT_PORT", "" + managementPort,
                "HPP_PUBLIC_URL", "http://127.0.0.1:" + port,
                "HPP_REDIS_URL", "redis://127.0.0.1:" + redisPort,
                "HPP_CALLBACK_KEYS", Base64.getEncoder().encodeToString(new byte[32]),
                "HPP_ENCRYPTION_KEYSET", SecretBox.newKeyset().reveal(),
                "HPP_LOG_LEVEL", "WARN"));
        environment.put("HPP_WEBHOOK_ALLOW_HTTP", "true");
        // Klarna would take 40 a second. The limits are looked at all the same, and never reached.
        for (String limit : List.of("CREATE", "OTHER", "TENANT_CREATES", "TENANT_BURST")) {
            environment.put("HPP_LIMITS_" + limit, "10000");
        }
        environment.put("HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8");
        return environment;
    }

    /** Starts the gateway; ready when this returns. */
    Estate start() {
        return start(List.of(lab.project.resolve("target/hpp-gateway/bin/hpp-gateway").toString()), Map.of());
    }

    Estate start(List<String> command, Map<String, String> more) {
        var environment = environment();
        environment.putAll(more);
        gateway = Proc.start(lab.raw, "gateway", environment, command);
        Wait.until(Duration.ofSeconds(90), "the gateway to be ready; see " + lab.raw + "/gateway.log", this::isReady);
        readyAt = System.nanoTime();
        return this;
    }

    boolean isReady() {
        if (!gateway.isAlive()) {
            throw new IllegalStateException("the gateway ended by itself; see " + lab.raw.resolve("gateway.log"));
        }
        var answer = lab.get(managementPort, "/health/ready");
        return answer != null && answer.statusCode() == 200;
    }

    /** System.nanoTime() when it was ready. */
    long readyAt() {
        return readyAt;
    }

    Proc gateway() {
        return gateway;
    }

    Proc redis() {
        return redis;
    }

    List<Proc> measured() {
        return List.of(gateway, redis);
    }

    /** Bytes that Redis holds. */
    long redisMemory() {
        return Long.parseLong(info("memory").lines()
                .filter(line -> line.startsWith("used_memory:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow());
    }

    private String info(String section) {
        try (var socket = new java.net.Socket("127.0.0.1", redisPort)) {
            socket.getOutputStream().write(("INFO " + section + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    void stopGateway() {
        gateway.close();
    }

    @Override
    public void close() {
        if (gateway != null) {
            gateway.close();
        }
        redis.close();
    }
}
