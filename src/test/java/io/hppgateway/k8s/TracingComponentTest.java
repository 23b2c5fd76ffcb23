package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code components/tracing}, which no overlay has by default, on top of production. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class TracingComponentTest {
    private static Manifests manifests;

    @BeforeAll
    static void render() throws IOException {
        var directory = Files.createDirectories(Path.of("target", "production-with-traces"));
        Files.writeString(directory.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: hpp-production
                resources:
                  - ../../k8s/overlays/production
                components:
                  - ../../k8s/components/tracing
                """);
        manifests = Manifests.of(directory.toAbsolutePath().toString());
    }

    private static List<EnvVar> variables() {
        return manifests.gatewayPod().getContainers().get(0).getEnv();
    }

    @Test
    void theGatewayReachesTheCollectorThatItIsTold() {
        var policy = manifests.named(NetworkPolicy.class, "hpp-gateway-to-collector");
        var egress = policy.getSpec().getEgress().get(0);
        var endpoint = URI.create(manifests.environment().get("HPP_TRACING_ENDPOINT"));

        assertThat(policy.getSpec().getPodSelector().getMatchLabels())
                .containsEntry("app.kubernetes.io/name", Manifests.GATEWAY);
        assertThat(egress.getPorts())
                .singleElement()
                .satisfies(port -> assertThat(port.getPort().getIntVal()).isEqualTo(endpoint.getPort()));
        String namespace =
                egress.getTo().get(0).getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name");
        assertThat(endpoint.getHost()).endsWith("." + namespace + ".svc");
    }

    @Test
    void thePodIsNamedAndItsNameIsSetBeforeItIsUsed() {
        assertThat(variables())
                .extracting(EnvVar::getName)
                .containsSubsequence("POD_NAME", "POD_NAMESPACE", "OTEL_RESOURCE_ATTRIBUTES")
                .contains("HPP_PUBLIC_URL", "HPP_REDIS_URL_FILE");
        assertThat(variables())
                .filteredOn(variable -> variable.getName().equals("POD_NAME"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("metadata.name"));
    }
}
