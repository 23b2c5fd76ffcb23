package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.bound.Bound;
import io.hppgateway.limit.Category;
import io.hppgateway.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code /metrics} shows of a gateway at work, and {@code src/docs/metrics.md}: each has what the other one has. */
final class MetricsTest {
    private static final Path TABLE = Path.of("src", "docs", "metrics.md");
    private static final Pattern ROW =
            Pattern.compile("\\| `([a-z0-9_]+)` \\| (\\w+) \\| (\\S+) \\| (.*?) \\| (.*?) \\|");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Set<String> UNITS = Set.of("seconds", "bytes", "threads", "buffers", "classes", "ns");

    @TempDir
    private static Path directory;

    private static String fresh;
    private static String text;
    private static Map<String, Family> shown;

    /** A metric as both sides describe it. */
    private record Family(String type, String unit, Set<String> labels, String help) {
        String row(String name) {
            String all = labels.isEmpty()
                    ? "-"
                    : labels.stream().map(l -> "`" + l + "`").collect(Collectors.joining(", "));
            return "| `" + name + "` | " + type + " | " + unit + " | " + all + " | " + help + " |";
        }
    }

    @BeforeAll
    static void work() {
        try (var kit = GatewayKit.start()) {
            fresh = scrape(kit.node());
            String paid = kit.hosted(kit.acme());
            kit.klarna().act(paid, "pay");
            kit.hooks().awaitOne("/acme", paid, "session.completed");
            kit.hooks().answer(hook -> 500);
            String disabled = kit.hosted(kit.globex());
            kit.globex().delete("/hpp/v1/sessions/" + disabled);
            kit.hooks().awaitOne("/globex", disabled, "session.disabled");
            kit.nobody().get("/nowhere/" + paid);
            // A delivery is counted after it was settled, and a loop's first lag 100 ms after its start.
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                text = scrape(kit.node());
                assertThat(text)
                        .containsPattern("hpp_event_loop_lag_seconds_count\\{loop=\"0\"} [1-9]")
                        .containsPattern("hpp_deliveries_total\\{outcome=\"retry\"} [1-9]");
            });
            shown = families(text);
            // What only a gateway with a certificate of its own has.
            families(scrape(kit.open(certificate()))).forEach(shown::putIfAbsent);
        }
    }

    private static String scrape(GatewayKit.Node node) {
        return ApiClient.of("http://127.0.0.1:" + node.gateway().managementPort())
                .get("/metrics")
                .text();
    }

    private static Map<String, String> certificate() {
        var certificate = directory.resolve("tls.crt");
        var key = directory.resolve("tls.key");
        TestAuthority.create().issue("localhost").write(certificate, key);
        return Map.of("HPP_HTTP_TLS_CERTIFICATE", certificate.toString(), "HPP_HTTP_TLS_KEY", key.toString());
    }

    @AfterAll
    static void forget() {
        shown = Map.of();
    }

    private static String unit(String name) {
        String bare = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
        String last = bare.substring(bare.lastIndexOf('_') + 1);
        return UNITS.contains(last) ? last : "-";
    }

    private static Map<String, Family> families(String scraped) {
        var help = new TreeMap<String, String>();
        var type = new TreeMap<String, String>();
        var labels = new TreeMap<String, Set<String>>();
        for (String line : scraped.lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP")) {
                help.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE")) {
                type.put(words[2], words[3]);
                labels.put(words[2], new TreeSet<>());
            } else {
                var sample = SAMPLE.matcher(line);
                assertThat(sample.matches()).as(line).isTrue();
                String family = type.containsKey(sample.group(1))
                        ? sample.group(1)
                        : sample.group(1).replaceAll("_(bucket|sum|count)$", "");
                if (sample.group(2) != null) {
                    LABEL.matcher(sample.group(2))
                            .results()
                            .forEach(label -> labels.get(family).add(label.group(1)));
                }
            }
        }
        labels.values().forEach(names -> names.removeAll(Set.of("le", "quantile")));
        var all = new TreeMap<String, Family>();
        type.forEach((name, kind) -> {
            // Each timer has its longest time of the last minutes beside it; the table says so once.
            boolean longest = name.endsWith("_max") && type.containsKey(name.substring(0, name.length() - 4));
            if (!longest) {
                all.put(name, new Family(kind, unit(name), labels.get(name), help.getOrDefault(name, "")));
            }
        });
        return all;
    }

    private static Map<String, Family> written() throws IOException {
        var all = new TreeMap<String, Family>();
        for (String line : Files.readAllLines(TABLE)) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                var labels = new TreeSet<>(List.of(row.group(4).replace("`", "").split(", ")));
                labels.remove("-");
                all.put(row.group(1), new Family(row.group(2), row.group(3), labels, row.group(5)));
            }
        }
        return all;
    }

    private static List<String> rows(Map<String, Family> families) {
        var rows = new ArrayList<String>();
        families.forEach((name, family) -> rows.add(family.row(name)));
        return rows;
    }

    @Test
    void theTableHasWhatIsShownAndNothingElse() throws IOException {
        Files.write(Path.of("target", "metrics-rows.md"), rows(shown)); // to be copied from, when they differ
        assertThat(rows(written())).containsExactlyElementsOf(rows(shown));
        assertThat(shown).hasSizeGreaterThan(30);
    }

    @Test
    void everyMetricSaysWhatItIs() {
        assertThat(shown.values())
                .allSatisfy(family -> assertThat(family.help()).isNotBlank());
    }

    @Test
    void nothingSecretAndNoIdIsInALabel() {
        assertThat(KitTenants.SECRETS).allSatisfy(secret -> assertThat(text).doesNotContain(secret));
        assertThat(text).doesNotContain("/nowhere/");
    }

    @Test
    void everyBoundIsThereBeforeItIsReachedAndInTheTable() throws IOException {
        String table = Files.readString(TABLE);
        for (var bound : Bound.values()) {
            assertThat(text).contains("hpp_bound_reached_total{bound=\"" + bound.label() + "\"} 0.0");
            assertThat(table).contains("\n| `" + bound.label() + "` | ");
        }
    }

    @Test
    void everyCounterOfOursIsThereBeforeAnythingHappened() {
        var counters = shown.entrySet().stream()
                .filter(metric -> metric.getValue().type().equals("counter"))
                .map(metric -> metric.getKey())
                .filter(name -> name.startsWith("hpp_"))
                .toList();

        assertThat(counters).hasSizeGreaterThan(10);
        assertThat(families(fresh).keySet()).containsAll(counters);
    }

    @Test
    void everyRefusalIsThereBeforeTheFirstCall() {
        for (var category : Category.values()) {
            for (String use : List.of("background", "tenant")) {
                assertThat(fresh)
                        .contains("hpp_limit_refused_total{category=\""
                                + category.name().toLowerCase(Locale.ROOT) + "\",use=\"" + use + "\"} 0.0");
            }
        }
        for (String reason : List.of("overloaded", "spared")) {
            assertThat(fresh)
                    .containsPattern("hpp_upstream_refused_total\\{reason=\"" + reason
                            + "\",server_address=\"127.0.0.1:\\d+\"} 0.0");
        }
    }

    /** Klarna calls four times, so an alert must see the first. */
    @Test
    void everyErrorOfTheCallbackDoorIsThereBeforeTheFirstCall() {
        for (int status : List.of(500, 502, 503, 504)) {
            assertThat(fresh)
                    .contains("http_server_request_duration_seconds_count{http_request_method=\"POST\","
                            + "http_response_status_code=\"" + status
                            + "\",http_route=\"/callbacks/v1/:tenant/:link\",port=\"public\"} 0");
        }
    }

    @Test
    void refusedCredentialsAreThereFromTheFirstCallToAHost() {
        assertThat(text)
                .contains("http_client_request_duration_seconds_count{http_request_method=\"POST\",outcome=\"401\","
                        + "server_address=\"127.0.0.1\"} 0");
    }

    @Test
    void theEndOfItsCertificateIsShownOnlyByAGatewayThatHasOne() {
        assertThat(shown).containsKey("hpp_tls_certificate_expiry_timestamp_seconds");
        assertThat(text).doesNotContain("hpp_tls_");
    }

    @Test
    void scriptsTenantsAndLoopsAreTimed() {
        assertThat(text)
                .containsPattern("hpp_redis_command_seconds_count\\{command=\"accept\",result=\"ok\"} [1-9]")
                .containsPattern("hpp_tenant_request_seconds_count\\{outcome=\"2xx\",tenant=\"acme\"} [1-9]")
                .containsPattern("hpp_events_total\\{result=\"new\",source=\"disable\"} 1.0")
                .containsPattern("hpp_delivery_oldest_due_seconds\\{loop=\"0\"} ");
    }
}
