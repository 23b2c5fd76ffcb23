package io.hppgateway.k8s;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.Rule;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The PromQL of the rules and of the dashboard. */
final class Queries {
    // What names no metric: texts, label matchers, ranges, and lists of labels.
    private static final Pattern NO_METRIC = Pattern.compile(
            "\"[^\"]*\"|\\{[^}]*}|\\[[^\\]]*]|\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
    private static final Pattern METRIC = Pattern.compile("\\b[a-zA-Z_:][a-zA-Z0-9_:]*\\b(?!\\s*\\()");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "by", "without", "on");
    private static final Pattern ROUTE = Pattern.compile("http_route=\"([^\"]+)\"");

    private Queries() {}

    static List<Rule> rules() {
        return Manifests.of("production").named(PrometheusRule.class, Manifests.GATEWAY).getSpec().getGroups().stream()
                .flatMap(group -> group.getRules().stream())
                .toList();
    }

    /** Every query: rules first. */
    static List<String> all() {
        return Stream.concat(rules().stream().map(rule -> rule.getExpr().getStrVal()), dashboard())
                .toList();
    }

    private static Stream<String> dashboard() {
        String json = Manifests.of("production")
                .named(ConfigMap.class, "hpp-gateway-dashboard")
                .getData()
                .get("hpp-gateway.json");
        try {
            return new ObjectMapper().readTree(json).findValues("expr").stream().map(JsonNode::asText);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** The names of metrics that rules record. */
    static Set<String> recorded() {
        return rules().stream().map(Rule::getRecord).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** The metrics a query reads. */
    static Set<String> metrics(String query) {
        String bare = NO_METRIC.matcher(query).replaceAll(" ");
        return METRIC.matcher(bare)
                .results()
                .map(match -> match.group())
                .filter(Predicate.not(WORDS::contains))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The routes it asks for by name. */
    static Set<String> routes(String query) {
        return ROUTE.matcher(query).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
