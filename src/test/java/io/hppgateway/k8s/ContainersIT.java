package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.hppgateway.sandbox.Sandbox;
import io.hppgateway.sandbox.SandboxMerchant;
import io.hppgateway.sandbox.SandboxSettings;
import io.hppgateway.testkit.BlockedThreads;
import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The image, built here and run as the Deployment says; with {@code mvn verify -Pcontainers}. */
@EnabledIfSystemProperty(named = "hpp.containers", matches = "true")
@NeedsTool(
        value = {"kubectl", "podman", "debootstrap"},
        debian = "kubernetes-client podman runc catatonit debootstrap")
final class ContainersIT {
    private static final Pattern API_KEY = Pattern.compile("hpk_[A-Za-z0-9-]+_[A-Za-z0-9]+");

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static Sandbox klarna;
    private static PodmanPod pod;
    private static String url;
    private static String managementUrl;

    @BeforeAll
    static void buildAndPlay() throws IOException {
        vertx = Vertx.vertx();
        klarna = TestJournal.await(Sandbox.open(
                vertx,
                new SandboxSettings(
                        "127.0.0.1",
                        0,
                        List.of(new SandboxMerchant("acme", "PK_000000_000000000000", "pw-of-acme")),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2))));
        Tool.run("env", PodmanPod.CONF, "k8s/image/local-base-images").text();
        PodmanPod.podman(
                "build",
                "--file=k8s/image/Containerfile",
                "--ignorefile=k8s/image/Containerfile.dockerignore",
                "--build-arg=JDK_IMAGE=localhost/jdk:25",
                "--build-arg=BASE_IMAGE=localhost/debian:bookworm",
                "--tag=localhost/hpp-gateway:dev",
                ".");
        play();
    }

    private static void play() throws IOException {
        int port = FreePort.next();
        int managementPort = FreePort.next();
        url = "http://127.0.0.1:" + port;
        managementUrl = "http://127.0.0.1:" + managementPort;
        pod = PodmanPod.play(
                directory,
                Map.of("redis-url", TestRedis.url(), "acme-klarna-password", "pw-of-acme"),
                tenant -> tenant.replace("provider: klarna-eu-playground", "base_url: " + klarna.baseUrl()),
                Map.of(
                        "HPP_HTTP_PORT", Integer.toString(port),
                        "HPP_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "HPP_PUBLIC_URL", url,
                        "HPP_REDIS_PREFIX", TestRedis.freshPrefix(),
                        // Without it a cache that does not fit would only make the start slower.
                        "JAVA_TOOL_OPTIONS", "-XX:AOTMode=on"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> Http.get(managementUrl + "/health/ready").statusCode() == 200);
    }

    @AfterAll
    static void close() {
        if (pod != null) {
            pod.close();
        }
        TestJournal.await(klarna.close().eventually(vertx::close));
    }

    private static String apiKey() {
        var tenants = Manifests.of("dev").generated(ConfigMap.class, "hpp-gateway-tenants");
        var key = API_KEY.matcher(tenants.getData().get("acme.yaml"));
        assertThat(key.find()).isTrue();
        return key.group();
    }

    @Test
    void itRunsWithoutRightsOnAFileSystemThatIsReadOnly() {
        JsonObject host = pod.inspect().getJsonObject("HostConfig");

        assertThat(host.getBoolean("ReadonlyRootfs")).isTrue();
        assertThat(pod.status("Uid")).startsWith("10001");
        assertThat(pod.status("CapEff")).isEqualTo("0000000000000000");
        assertThat(pod.status("CapBnd")).isEqualTo("0000000000000000");
        assertThat(pod.status("NoNewPrivs")).isEqualTo("1");
        assertThat(pod.status("Seccomp")).isEqualTo("2");
    }

    @Test
    void itSells() {
        Http.purchase(url, apiKey(), klarna.baseUrl());

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        Http.tookCallback(Http.get(managementUrl + "/metrics").body()));
        assertThat(pod.log()).contains("hpp-gateway is up").doesNotContain("\"level\":\"ERROR\"", "epoll");
        BlockedThreads.assertNoneIn(pod.log());
    }
}
