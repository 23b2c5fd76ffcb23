package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules as Prometheus reads them: valid, and each alert comes when it should and not otherwise. */
@NeedsTool(value = "kubectl", debian = "kubernetes-client")
final class AlertRulesTest {
    private static final Path MONITORING = Path.of("k8s", "components", "monitoring");

    @TempDir
    private Path directory;

    /** The rules as a file of Prometheus, and what promtool is to see beside it. */
    private void write() throws IOException {
        JsonNode rule = Manifests.of("production").raw().stream()
                .filter(object -> object.path("kind").asText().equals("PrometheusRule"))
                .findFirst()
                .orElseThrow();
        new ObjectMapper(new YAMLFactory())
                .writeValue(directory.resolve("rules.yaml").toFile(), rule.path("spec"));
        Files.copy(MONITORING.resolve("rules-test.yaml"), directory.resolve("rules-test.yaml"));
    }

    @Test
    @NeedsTool(value = "promtool", debian = "prometheus")
    void prometheusTakesTheRules() throws IOException {
        write();

        assertThat(Tool.runIn(directory, "promtool", "check", "rules", "rules.yaml")
                        .text())
                .contains("SUCCESS: " + Queries.rules().size() + " rules found");
    }

    @Test
    @NeedsTool(value = "promtool", debian = "prometheus")
    void alertsComeWhenTheyShouldAndNotOtherwise() throws IOException {
        write();

        assertThat(Tool.runIn(directory, "promtool", "test", "rules", "rules-test.yaml")
                        .text())
                .contains("SUCCESS");
    }

    @Test
    void everyAlertSaysWhatIsWrongAndWhatToDo() {
        assertThat(Queries.rules())
                .filteredOn(rule -> rule.getAlert() != null)
                .hasSizeGreaterThan(10)
                .allSatisfy(rule -> {
                    assertThat(rule.getAnnotations()).containsOnlyKeys("summary", "action");
                    assertThat(rule.getLabels().get("severity")).isIn("critical", "warning");
                });
    }

    /** {@code MetricsTest} holds that table against a gateway. */
    @Test
    void everyQueryReadsWhatTheTableOfMetricsHas() throws IOException {
        var known = new TreeSet<>(Queries.recorded());
        known.add("up"); // of Prometheus itself
        var row = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\| (counter|gauge|histogram|summary) ");
        row.matcher(Files.readString(Path.of("src", "docs", "metrics.md")))
                .results()
                .forEach(metric -> known.addAll(series(metric.group(1), metric.group(2))));

        assertThat(Queries.all())
                .hasSizeGreaterThan(30)
                .allSatisfy(query -> assertThat(known).as(query).containsAll(Queries.metrics(query)));
    }

    private static List<String> series(String metric, String type) {
        return switch (type) {
            case "histogram" -> List.of(metric + "_bucket", metric + "_sum", metric + "_count", metric + "_max");
            case "summary" -> List.of(metric + "_sum", metric + "_count", metric + "_max");
            default -> List.of(metric);
        };
    }

    @Test
    void everyAlertNamesTheJobThatTheServiceMonitorMakes() {
        var service = Manifests.of("production").named(Service.class, "hpp-gateway-management");
        var jobs = Pattern.compile("job=\"([^\"]+)\"");

        assertThat(Queries.all().stream()
                        .flatMap(query -> jobs.matcher(query).results())
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .containsOnly(service.getMetadata().getName());
    }

    @Test
    void theAutoscalersMetricIsOneThatTheRulesRecord() throws IOException {
        String adapter = Files.readString(Path.of("k8s/components/autoscaling/prometheus-adapter-values.yaml"));
        var rule = new ObjectMapper(new YAMLFactory()).readTree(adapter).at("/rules/external/0");

        assertThat(Queries.rules().stream().map(Rule::getRecord).filter(Objects::nonNull))
                .contains(rule.path("seriesQuery").asText());
        assertThat(rule.at("/name/as").asText()).isEqualTo("hpp_delivery_oldest_due_seconds");
    }
}
