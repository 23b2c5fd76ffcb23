package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.hppgateway.sandbox.Sandbox;
import io.hppgateway.sandbox.SandboxMerchant;
import io.hppgateway.sandbox.SandboxSettings;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.testkit.BlockedThreads;
import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program takes what the overlays give it, and measures what the rules and the dashboard ask for. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class RenderedPodIT {
    private static final Pattern API_KEY = Pattern.compile("hpk_[A-Za-z0-9-]+_[A-Za-z0-9]+");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{| )");
    private static final Pattern ROUTE = Pattern.compile("http_route=\"([^\"]+)\"");

    @TempDir
    private Path directory;

    private static Vertx vertx;
    private static Sandbox klarna;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        klarna = TestJournal.await(Sandbox.open(
                vertx,
                new SandboxSettings(
                        "127.0.0.1",
                        0,
                        List.of(new SandboxMerchant("acme", "PK_000000_000000000000", "pw-of-acme")),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2))));
    }

    @AfterAll
    static void close() {
        TestJournal.await(klarna.close().eventually(vertx::close));
    }

    /** The pod of development, with the sandbox instead of Klarna's playground. */
    private RenderedPod development() throws IOException {
        // Given, as the sandbox has to find the public URL.
        String port = Integer.toString(FreePort.next());
        return RenderedPod.start(
                "dev",
                directory,
                Map.of("redis-url", TestRedis.url(), "acme-klarna-password", "pw-of-acme"),
                tenant -> tenant.replace("provider: klarna-eu-playground", "base_url: " + klarna.baseUrl()),
                Map.of(
                        "HPP_HTTP_PORT",
                        port,
                        "HPP_MANAGEMENT_PORT",
                        "0",
                        "HPP_REDIS_PREFIX",
                        TestRedis.freshPrefix(),
                        "HPP_PUBLIC_URL",
                        "http://127.0.0.1:" + port));
    }

    /** Its key stands in the tenant's file, as everything of that overlay does. */
    private static String apiKey() {
        var tenants = Manifests.of("dev").generated(ConfigMap.class, "hpp-gateway-tenants");
        var key = API_KEY.matcher(tenants.getData().get("acme.yaml"));
        assertThat(key.find()).isTrue();
        return key.group();
    }

    @Test
    void aGatewayStartedAsTheDevelopmentOverlaySaysSells() throws IOException {
        try (var pod = development()) {
            Http.purchase(pod.url(), apiKey(), klarna.baseUrl());

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Http.tookCallback(metrics(pod)));
            assertThat(pod.stop()).isEqualTo(143);
            BlockedThreads.assertNoneIn(pod.log());
        }
    }

    @Test
    void everyProbeOfTheOverlayIsAnsweredWith200() throws IOException {
        try (var pod = development()) {
            var gateway = Manifests.of("dev").gateway();
            for (var probe :
                    List.of(gateway.getStartupProbe(), gateway.getReadinessProbe(), gateway.getLivenessProbe())) {
                Awaitility.await()
                        .untilAsserted(() -> assertThat(Http.get(pod.managementUrl()
                                                + probe.getHttpGet().getPath())
                                        .statusCode())
                                .isEqualTo(200));
            }
        }
    }

    @Test
    void aGatewayStartedAsTheProductionOverlaySaysIsReady() {
        try (var pod = RenderedPod.start(
                "production",
                directory,
                Map.of(
                        "redis-url", TestRedis.url(),
                        "callback-keys", Base64.getEncoder().encodeToString(new byte[32]),
                        "encryption-keyset", SecretBox.newKeyset().reveal(),
                        "acme-webhook-secret", "whsec_" + Base64.getEncoder().encodeToString(new byte[32])),
                UnaryOperator.identity(),
                Map.of("HPP_HTTP_PORT", "0", "HPP_MANAGEMENT_PORT", "0"))) {
            Awaitility.await()
                    .untilAsserted(() -> assertThat(Http.get(pod.managementUrl() + "/health/ready")
                                    .statusCode())
                            .isEqualTo(200));
        }
    }

    @Test
    void everyMetricThatARuleOrTheDashboardReadsIsMeasured() throws IOException {
        try (var pod = development()) {
            Http.purchase(pod.url(), apiKey(), klarna.baseUrl());
            Http.get(pod.managementUrl() + "/health/ready");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> Http.tookCallback(metrics(pod))
                            && routes(metrics(pod)).contains("/health/ready"));

            var known = names(metrics(pod));
            known.addAll(Queries.recorded());
            known.add("up"); // of Prometheus itself
            known.add("hpp_tls_certificate_expiry_timestamp_seconds"); // no pod has a certificate: the ingress ends TLS
            assertThat(Queries.all())
                    .hasSizeGreaterThan(30)
                    .allSatisfy(query -> assertThat(known).as(query).containsAll(Queries.metrics(query)));
            assertThat(Queries.all())
                    .allSatisfy(query -> assertThat(routes(metrics(pod))).containsAll(Queries.routes(query)));
        }
    }

    private static String metrics(RenderedPod pod) {
        return Http.get(pod.managementUrl() + "/metrics").body();
    }

    private static Set<String> names(String metrics) {
        return SAMPLE.matcher(metrics)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> routes(String metrics) {
        return ROUTE.matcher(metrics).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
