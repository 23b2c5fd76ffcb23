package io.hppgateway.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Metrics are found in PromQL whatever stands around them. */
final class QueriesTest {
    @Test
    void theMetricsOfAQueryAreFoundAndItsLabelsAndFunctionsAreNot() {
        String query = """
                histogram_quantile(0.99, sum by (namespace, le) (rate(a_bucket{x="b_total or c", le=~".+"}[5m])))
                  / on (namespace) group_left (pod) sum(d:e:f offset 5m) > 0 or vector(0) and absent(up{job="g"} == 1)
                """;

        assertThat(Queries.metrics(query)).containsExactly("a_bucket", "d:e:f", "up");
    }
}
