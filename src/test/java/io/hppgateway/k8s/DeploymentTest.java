package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.hppgateway.ops.HealthApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pods agree with the program: its ports, paths, variables, files and the time a stop takes. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class DeploymentTest {
    private static final Pattern FILE_REFERENCE = Pattern.compile("\\$\\{file:([^}]+)}");

    static List<String> overlays() {
        return Manifests.overlays();
    }

    @Test
    void theConfigMapHoldsTheFileOfTheProject() {
        assertThat(ProgramFacts.text(Path.of("k8s", "base", "gateway.yaml")))
                .as("cp conf/gateway.yaml k8s/base/gateway.yaml")
                .isEqualTo(ProgramFacts.text(ProgramFacts.CONF));
        assertThat(Manifests.of("dev")
                        .generated(ConfigMap.class, "hpp-gateway-conf")
                        .getData())
                .containsExactly(Map.entry("gateway.yaml", ProgramFacts.text(ProgramFacts.CONF)));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyVariableIsOneThatTheProgramReads(String overlay) {
        assertThat(ProgramFacts.variables())
                .containsAll(Manifests.of(overlay).environment().keySet());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void thePortsAreThoseOfTheSettings(String overlay) {
        assertThat(ports(Manifests.of(overlay).gateway())).containsExactlyInAnyOrderEntriesOf(settingPorts());
    }

    private static Map<String, Integer> settingPorts() {
        return Map.of(
                "public", Integer.valueOf(ProgramFacts.setting("http.port")),
                "management", Integer.valueOf(ProgramFacts.setting("management.port")));
    }

    private static Map<String, Integer> ports(Container container) {
        return container.getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyProbeAsksTheManagementPortForWhatItIsAbout(String overlay) {
        var gateway = Manifests.of(overlay).gateway();

        assertThat(asked(gateway.getStartupProbe())).isEqualTo("management/health/started");
        assertThat(asked(gateway.getReadinessProbe())).isEqualTo("management/health/ready");
        assertThat(asked(gateway.getLivenessProbe())).isEqualTo("management/health/live");
    }

    private static String asked(Probe probe) {
        return probe.getHttpGet().getPort().getStrVal() + probe.getHttpGet().getPath();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aReadinessProbeWaitsLongerThanRedisMayTake(String overlay) {
        int timeout = Manifests.of(overlay).gateway().getReadinessProbe().getTimeoutSeconds();
        var margin = ProgramFacts.constant(HealthApi.class, "MARGIN", Duration.class);

        assertThat(Duration.ofSeconds(timeout))
                .isGreaterThan(ProgramFacts.seconds("redis.command-timeout").plus(margin));
    }

    /** All pods see the same Redis, so all would leave the Service at once. */
    @ParameterizedTest
    @MethodSource("overlays")
    void aFailoverOfRedisTakesNoPodOutOfTheService(String overlay) {
        var probe = Manifests.of(overlay).gateway().getReadinessProbe();

        assertThat(probe.getPeriodSeconds() * (probe.getFailureThreshold() - 1)).isGreaterThan(30);
    }

    /** Main gives a stop the delay, twice the drain, once for requests and once for deliveries, and 10 s for the rest. */
    @ParameterizedTest
    @MethodSource("overlays")
    void theGracePeriodIsLongerThanAWholeStop(String overlay) {
        var pod = Manifests.of(overlay).gatewayPod();
        var container = pod.getContainers().get(0);
        var delay = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("HPP_SHUTDOWN_DELAY"))
                .map(variable -> ProgramFacts.duration(variable.getValue()))
                .findFirst()
                .orElseThrow();
        var stop = delay.plus(ProgramFacts.seconds("shutdown.drain").multipliedBy(2))
                .plusSeconds(10);

        assertThat(container.getLifecycle()).as("a preStop would add to it").isNull();
        // A Service drops a pod as soon as it is to end, whatever its readiness; until every node and the ingress know.
        assertThat(delay).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds())).isGreaterThan(stop);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyVolumeExistsAndEveryMountHasOne(String overlay) {
        var manifests = Manifests.of(overlay);
        var pod = manifests.gatewayPod();

        assertThat(mounts(pod).keySet())
                .isEqualTo(pod.getVolumes().stream().map(Volume::getName).collect(Collectors.toSet()));
        assertThat(pod.getVolumes().stream().map(Volume::getConfigMap).filter(Objects::nonNull))
                .isNotEmpty()
                .allSatisfy(volume -> manifests.named(ConfigMap.class, volume.getName()));
        assertThat(secretKeys(manifests)).contains("redis-url", "callback-keys", "encryption-keyset");
    }

    private static Map<String, String> mounts(PodSpec pod) {
        return pod.getContainers().get(0).getVolumeMounts().stream()
                .collect(Collectors.toMap(VolumeMount::getName, VolumeMount::getMountPath));
    }

    /** The files of the volume of secrets: from the Secret, or from what the External Secrets Operator makes it of. */
    private static Set<String> secretKeys(Manifests manifests) {
        String name = manifests.gatewayPod().getVolumes().stream()
                .map(Volume::getSecret)
                .filter(Objects::nonNull)
                .map(SecretVolumeSource::getSecretName)
                .findFirst()
                .orElseThrow();
        var external = manifests
                .all(ExternalSecret.class)
                .filter(secret -> secret.spec().target().name().equals(name))
                .flatMap(secret -> secret.spec().data().stream())
                .map(ExternalSecret.Entry::secretKey);
        var kept = manifests
                .all(Secret.class)
                .filter(secret -> secret.getMetadata().getName().equals(name))
                .flatMap(secret -> secret.getData().keySet().stream());
        return Stream.concat(external, kept).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyFileThatASettingOrATenantNamesIsMounted(String overlay) {
        var manifests = Manifests.of(overlay);

        assertThat(namedFiles(manifests)).isNotEmpty().isSubsetOf(files(manifests));
    }

    private static Set<String> namedFiles(Manifests manifests) {
        var settings = manifests.environment().entrySet().stream()
                .filter(variable ->
                        variable.getKey().endsWith("_FILE") || variable.getKey().equals("HPP_CONF"))
                .map(Map.Entry::getValue);
        var tenants = manifests.generated(ConfigMap.class, "hpp-gateway-tenants").getData().values().stream()
                .flatMap(text -> FILE_REFERENCE.matcher(text).results())
                .map((MatchResult match) -> match.group(1));
        return Stream.concat(settings, tenants).collect(Collectors.toSet());
    }

    private static Set<String> files(Manifests manifests) {
        var mounts = mounts(manifests.gatewayPod());
        var secrets = secretKeys(manifests).stream().map(key -> mounts.get("secrets") + "/" + key);
        var conf = manifests.generated(ConfigMap.class, "hpp-gateway-conf").getData().keySet().stream()
                .map(key -> mounts.get("conf") + "/" + key);
        return Stream.concat(secrets, conf).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theTenantsDirectoryIsTheMountOfTheTenants(String overlay) {
        var manifests = Manifests.of(overlay);

        assertThat(manifests.environment())
                .containsEntry(
                        "HPP_TENANTS_DIRECTORY", mounts(manifests.gatewayPod()).get("tenants"));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noSecretStandsInAVariable(String overlay) {
        assertThat(Manifests.of(overlay).environment())
                .doesNotContainKeys("HPP_REDIS_URL", "HPP_CALLBACK_KEYS", "HPP_ENCRYPTION_KEYSET");
    }
}
