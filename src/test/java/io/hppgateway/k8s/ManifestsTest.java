package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every overlay renders to objects that a server would take. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class ManifestsTest {
    static List<String> overlays() {
        return Manifests.overlays();
    }

    @Test
    void thereIsAnOverlayForDevelopmentAndOneForProduction() {
        assertThat(Manifests.overlays()).containsExactly("dev", "production");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyObjectParsesIntoItsTypeWithNoFieldLeftOver(String overlay) {
        assertThat(Manifests.of(overlay).objects()).hasSizeGreaterThan(10);
    }

    @Test
    void aMisspelledFieldIsRefused() {
        var deployment = Manifests.of("dev").raw().stream()
                .filter(object -> object.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
        ObjectNode broken = deployment.deepCopy();
        ((ObjectNode) broken.at("/spec/template/spec/containers/0")).put("readynessProbe", "x");

        assertThatThrownBy(() -> StrictKinds.parse(broken)).hasMessageContaining("readynessProbe");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyObjectIsInTheNamespaceOfItsOverlay(String overlay) {
        var manifests = Manifests.of(overlay);
        String namespace = manifests
                .all(Namespace.class)
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getName();

        assertThat(manifests.objects())
                .filteredOn(object -> !(object instanceof Namespace))
                .allSatisfy(object -> assertThat(metadata(object).getNamespace())
                        .as(object.toString())
                        .isEqualTo(namespace));
    }

    private static ObjectMeta metadata(Object object) {
        return object instanceof HasMetadata typed ? typed.getMetadata() : ((ExternalSecret) object).metadata();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theNamespaceEnforcesRestrictedPods(String overlay) {
        assertThat(Manifests.of(overlay).all(Namespace.class))
                .singleElement()
                .satisfies(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theImageHasATagOfItsOwn(String overlay) {
        assertThat(Manifests.of(overlay).named(Deployment.class, Manifests.GATEWAY))
                .extracting(gateway -> gateway.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .asString()
                .matches("[a-z0-9./-]+/hpp-gateway:[a-z0-9.]+")
                .doesNotEndWith(":latest");
    }
}
