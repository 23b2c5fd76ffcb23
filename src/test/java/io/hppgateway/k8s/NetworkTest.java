package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.hppgateway.admin.events.LiveSettings;
import io.hppgateway.proxy.ForwardApi;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who reaches whom: selectors find their pods, ports their ports, and nothing is open that need not be. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class NetworkTest {
    /** RFC 1918, 6598, 1122, 3927: where nodes, pods and their metadata address are. */
    private static final Set<String> PRIVATE =
            Set.of("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16");

    static List<String> overlays() {
        return Manifests.overlays();
    }

    private static Stream<PodTemplateSpec> pods(Manifests manifests) {
        return Stream.concat(
                manifests.all(Deployment.class).map(owner -> owner.getSpec().getTemplate()),
                manifests.all(StatefulSet.class).map(owner -> owner.getSpec().getTemplate()));
    }

    private static List<PodTemplateSpec> selected(Manifests manifests, Map<String, String> labels) {
        return pods(manifests)
                .filter(pod -> pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everySelectorFindsExactlyOneKindOfPod(String overlay) {
        var manifests = Manifests.of(overlay);
        var selectors = Stream.of(
                        manifests
                                .all(Service.class)
                                .map(service -> service.getSpec().getSelector()),
                        manifests
                                .all(Deployment.class)
                                .map(owner -> owner.getSpec().getSelector().getMatchLabels()),
                        manifests
                                .all(StatefulSet.class)
                                .map(owner -> owner.getSpec().getSelector().getMatchLabels()),
                        manifests
                                .all(PodDisruptionBudget.class)
                                .map(budget -> budget.getSpec().getSelector().getMatchLabels()),
                        manifests
                                .all(NetworkPolicy.class)
                                .map(policy -> policy.getSpec().getPodSelector().getMatchLabels()),
                        manifests.gatewayPod().getTopologySpreadConstraints().stream()
                                .map(spread -> spread.getLabelSelector().getMatchLabels()))
                .flatMap(all -> all)
                .toList();

        assertThat(selectors)
                .hasSizeGreaterThan(6)
                .allSatisfy(labels -> assertThat(selected(manifests, labels)).hasSize(1));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyServicePortEndsAtAPortOfItsPod(String overlay) {
        var manifests = Manifests.of(overlay);

        assertThat(manifests.all(Service.class))
                .isNotEmpty()
                .allSatisfy(service -> assertThat(service.getSpec().getPorts())
                        .allSatisfy(port -> assertThat(port.getPort()).isEqualTo(target(manifests, service, port))));
    }

    private static int target(Manifests manifests, Service service, ServicePort port) {
        return selected(manifests, service.getSpec().getSelector()).stream()
                .flatMap(pod -> pod.getSpec().getContainers().stream())
                .flatMap(container -> container.getPorts().stream())
                .filter(own -> own.getName().equals(port.getTargetPort().getStrVal()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theIngressLeadsToThePublicPortUnderTheNameThatCallbackLinksCarry() {
        var production = Manifests.of("production");
        var ingress = production.named(Ingress.class, Manifests.GATEWAY).getSpec();
        var rule = ingress.getRules().get(0);
        var backend = rule.getHttp().getPaths().get(0).getBackend().getService();

        assertThat(ingress.getRules()).hasSize(1);
        assertThat(backend.getPort().getName()).isEqualTo("public");
        assertThat(production
                        .named(Service.class, backend.getName())
                        .getSpec()
                        .getPorts()
                        .get(0)
                        .getName())
                .isEqualTo("public");
        assertThat(production.environment()).containsEntry("HPP_PUBLIC_URL", "https://" + rule.getHost());
        assertThat(ingress.getTls())
                .singleElement()
                .satisfies(tls -> assertThat(tls.getHosts()).containsExactly(rule.getHost()));
    }

    /** ingress-nginx keeps a silent connection for a minute, and sends nothing twice. */
    @Test
    void theGatewayKeepsAConnectionLongerThanTheIngressAndTheIngressWaitsLongerThanTheGateway() {
        var production = Manifests.of("production");
        var idle = ProgramFacts.duration(production.environment().get("HPP_HTTP_IDLE_TIMEOUT"));
        var patience = Duration.ofSeconds(Long.parseLong(annotation(production, "proxy-read-timeout")));

        assertThat(annotation(production, "proxy-next-upstream")).isEqualTo("off");
        assertThat(idle).isGreaterThan(Duration.ofSeconds(60));
        assertThat(patience)
                .isGreaterThan(ProgramFacts.seconds("http.request-timeout"))
                .isGreaterThan(LiveSettings.within(idle).longestWait());
    }

    @Test
    void theIngressTakesABodyThatTheGatewayItselfRefuses() {
        var size = Pattern.compile("(\\d+)m").matcher(annotation(Manifests.of("production"), "proxy-body-size"));

        assertThat(size.matches()).isTrue();
        assertThat(Long.parseLong(size.group(1)) << 20)
                .isGreaterThan(ProgramFacts.constant(ForwardApi.class, "BODY_LIMIT", Integer.class));
    }

    private static String annotation(Manifests manifests, String name) {
        return manifests
                .named(Ingress.class, Manifests.GATEWAY)
                .getMetadata()
                .getAnnotations()
                .get("nginx.ingress.kubernetes.io/" + name);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void noIngressLeadsToTheManagementPort(String overlay) {
        assertThat(Manifests.of(overlay)
                        .all(Ingress.class)
                        .flatMap(ingress -> ingress.getSpec().getRules().stream())
                        .flatMap(rule -> rule.getHttp().getPaths().stream())
                        .map(path -> path.getBackend().getService().getName()))
                .doesNotContain("hpp-gateway-management");
    }

    private static List<NetworkPolicy> policies(Manifests manifests) {
        return manifests
                .all(NetworkPolicy.class)
                .filter(policy -> policy.getSpec()
                        .getPodSelector()
                        .getMatchLabels()
                        .equals(Map.of("app.kubernetes.io/name", Manifests.GATEWAY)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void onlyTheIngressReachesThePublicPortAndOnlyMonitoringTheOther(String overlay) {
        var open = new TreeSet<String>();
        policies(Manifests.of(overlay)).stream()
                .flatMap(policy -> policy.getSpec().getIngress().stream())
                .forEach(rule -> rule.getFrom().forEach(peer -> open.add(who(peer) + " " + ports(rule.getPorts()))));

        assertThat(open).containsExactly("namespace ingress-nginx [TCP 8080]", "namespace monitoring [TCP 9090]");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void aGatewayReachesNamesRedisAndThePublicInternetAndNothingElse(String overlay) {
        String redis = overlay.equals("dev")
                ? "pods {app.kubernetes.io/name=hpp-redis} [TCP 6379]"
                : "10.20.0.0/24 [TCP 26379, TCP 6379]"; // with Sentinels
        var open = new TreeSet<String>();
        policies(Manifests.of(overlay)).stream()
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .forEach(rule -> rule.getTo().forEach(peer -> open.add(who(peer) + " " + ports(rule.getPorts()))));

        assertThat(open)
                .containsExactlyInAnyOrder(
                        "namespace kube-system pods {k8s-app=kube-dns} [TCP 53, UDP 53]",
                        "169.254.20.10/32 [TCP 53, UDP 53]", // NodeLocal DNSCache
                        redis,
                        "0.0.0.0/0 [TCP 443]",
                        "::/0 [TCP 443]");
    }

    private static String who(NetworkPolicyPeer peer) {
        if (peer.getIpBlock() != null) {
            return peer.getIpBlock().getCidr();
        }
        String namespace = peer.getNamespaceSelector() == null
                ? ""
                : "namespace "
                        + peer.getNamespaceSelector().getMatchLabels().get("kubernetes.io/metadata.name")
                        + (peer.getPodSelector() == null ? "" : " ");
        return namespace + pods(peer.getPodSelector());
    }

    private static String pods(LabelSelector selector) {
        return selector == null ? "" : "pods " + selector.getMatchLabels();
    }

    private static Set<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(port -> port.getProtocol() + " " + port.getPort().getIntVal())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theInternetIsWithoutPrivateAddresses(String overlay) {
        var internet = policies(Manifests.of(overlay)).stream()
                .flatMap(policy -> policy.getSpec().getEgress().stream())
                .flatMap(rule -> rule.getTo().stream())
                .map(NetworkPolicyPeer::getIpBlock)
                .filter(block -> block != null && block.getCidr().equals("0.0.0.0/0"))
                .map(IPBlock::getExcept)
                .findFirst()
                .orElseThrow();

        assertThat(new HashSet<>(internet)).isEqualTo(PRIVATE);
    }

    @Test
    void theRedisOfDevelopmentTalksToGatewaysAlone() {
        var policy = Manifests.of("dev").named(NetworkPolicy.class, "hpp-redis").getSpec();

        assertThat(policy.getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getEgress()).isEmpty();
        assertThat(policy.getIngress())
                .singleElement()
                .satisfies(rule -> assertThat(who(rule.getFrom().get(0)) + " " + ports(rule.getPorts()))
                        .isEqualTo("pods {app.kubernetes.io/name=hpp-gateway} [TCP 6379]"));
    }
}
