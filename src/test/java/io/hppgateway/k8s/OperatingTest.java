package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;

/** What a cluster does by itself: it scales the gateway and looks at it. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class OperatingTest {
    @Test
    void theAutoscalerScalesTheGatewayByCpuAndByTheAgeOfEvents() {
        var scaler = Manifests.of("production")
                .named(HorizontalPodAutoscaler.class, Manifests.GATEWAY)
                .getSpec();

        assertThat(scaler.getScaleTargetRef().getKind() + "/"
                        + scaler.getScaleTargetRef().getName())
                .isEqualTo("Deployment/hpp-gateway");
        assertThat(scaler.getMinReplicas()).isGreaterThan(1);
        assertThat(scaler.getMetrics())
                .extracting(metric -> metric.getType().equals("Resource")
                        ? metric.getResource().getName()
                        : metric.getExternal().getMetric().getName())
                .containsExactly("cpu", "hpp_delivery_oldest_due_seconds");
        assertThat(Manifests.of("production")
                        .named(Deployment.class, Manifests.GATEWAY)
                        .getSpec()
                        .getReplicas())
                .isNull();
    }

    @Test
    void theServiceMonitorFindsTheManagementServiceAlone() {
        var production = Manifests.of("production");
        var monitor = production.named(ServiceMonitor.class, Manifests.GATEWAY).getSpec();
        var labels = monitor.getSelector().getMatchLabels();

        assertThat(production
                        .all(Service.class)
                        .filter(service ->
                                service.getMetadata().getLabels().entrySet().containsAll(labels.entrySet())))
                .singleElement()
                .satisfies(service -> assertThat(
                                service.getSpec().getPorts().get(0).getName())
                        .isEqualTo(monitor.getEndpoints().get(0).getPort()));
        assertThat(monitor.getEndpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.getPath()).isEqualTo("/metrics"));
    }
}
