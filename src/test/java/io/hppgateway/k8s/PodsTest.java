package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How pods run: with few rights, spread, replaced one by one; and the Redis of development, which may lose nothing. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class PodsTest {
    static List<String> overlays() {
        return Manifests.overlays();
    }

    /** Every pod that an overlay starts, by its owner. */
    static Stream<PodTemplateSpec> pods() {
        return overlays().stream()
                .map(Manifests::of)
                .flatMap(manifests -> Stream.concat(
                        manifests
                                .all(Deployment.class)
                                .map(owner -> owner.getSpec().getTemplate()),
                        manifests
                                .all(StatefulSet.class)
                                .map(owner -> owner.getSpec().getTemplate())));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void noPodAsksForMoreThanARestrictedNamespaceGives(PodTemplateSpec pod) {
        var all = pod.getSpec().getSecurityContext();
        assertThat(all.getRunAsNonRoot()).isTrue();
        assertThat(all.getRunAsUser()).isPositive();
        assertThat(all.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getSpec().getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSpec().getEnableServiceLinks()).isFalse();
        assertThat(pod.getSpec().getHostNetwork()).isNull();
        assertThat(containers(pod))
                .allSatisfy(container -> assertThat(container.getSecurityContext())
                        .satisfies(own ->
                                assertThat(own.getAllowPrivilegeEscalation()).isFalse())
                        .satisfies(own ->
                                assertThat(own.getReadOnlyRootFilesystem()).isTrue())
                        .satisfies(own -> assertThat(own.getPrivileged()).isNull())
                        .satisfies(own ->
                                assertThat(own.getCapabilities().getDrop()).containsExactly("ALL")));
    }

    private static List<Container> containers(PodTemplateSpec pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pods")
    void everyContainerSaysHowMuchItNeeds(PodTemplateSpec pod) {
        assertThat(containers(pod)).allSatisfy(container -> {
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKey("memory");
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aRolloutNeverTakesAPodBeforeItsSuccessorIsReady(String overlay) {
        var rollout = Manifests.of(overlay)
                .named(Deployment.class, Manifests.GATEWAY)
                .getSpec()
                .getStrategy()
                .getRollingUpdate();

        assertThat(rollout.getMaxUnavailable().getIntVal()).isZero();
        assertThat(rollout.getMaxSurge().getIntVal()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsSpreadOverZonesAndNodes(String overlay) {
        assertThat(Manifests.of(overlay).gatewayPod().getTopologySpreadConstraints())
                .extracting(spread -> spread.getTopologyKey())
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    }

    @Test
    void theRedisOfDevelopmentWritesEverythingDownAndThrowsNothingAway() {
        var redis = Manifests.of("dev").named(StatefulSet.class, "hpp-redis").getSpec();
        var args = redis.getTemplate().getSpec().getContainers().get(0).getArgs();

        assertThat(args)
                .containsSubsequence("--dir", "/data", "--appendonly", "yes", "--maxmemory-policy", "noeviction");
        assertThat(redis.getVolumeClaimTemplates())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactly("data");
    }

    @Test
    void theSecretsOfDevelopmentNameTheRedisBesideThem() {
        var manifests = Manifests.of("dev");
        var url = new String(
                Base64.getDecoder()
                        .decode(manifests
                                .generated(Secret.class, Manifests.GATEWAY)
                                .getData()
                                .get("redis-url")),
                StandardCharsets.UTF_8);
        var service = manifests.named(Service.class, "hpp-redis");

        assertThat(url.strip()).isEqualTo("redis://" + service.getMetadata().getName() + ":6379");
    }
}
