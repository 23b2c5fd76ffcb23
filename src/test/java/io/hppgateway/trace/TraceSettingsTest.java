package io.hppgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.http.JsonFields;
import io.hppgateway.secret.Secret;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceSettingsTest {
    private final List<String> faults = new ArrayList<>();

    private TraceSettings read(JsonObject section, Map<String, String> environment) {
        return TraceSettings.read(
                new JsonFields(section, "tracing", faults),
                fields -> Optional.empty(),
                name -> Optional.ofNullable(environment.get(name)));
    }

    private TraceSettings read(String key, Object value) {
        return read(new JsonObject().put(key, value), Map.of());
    }

    private TraceSettings on(Map<String, String> environment) {
        return read(new JsonObject().put("endpoint", "http://collector:4318"), environment);
    }

    @ParameterizedTest
    @CsvSource({
        "http://collector:4318, http://collector:4318/v1/traces",
        "http://collector:4318/, http://collector:4318/v1/traces",
        "https://otlp.example.com/otlp, https://otlp.example.com/otlp/v1/traces"
    })
    void theEndpointIsABase(String endpoint, String target) {
        assertThat(read("endpoint", endpoint).target()).hasToString(target);
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://collector:4318/v1/traces", "http://collector:4318?x=1"})
    void aWholeUrlIsRefusedWithWhatIsWanted(String endpoint) {
        read("endpoint", endpoint);

        assertThat(faults)
                .containsExactly(
                        "tracing.endpoint must be the collector's base URL, without a query and without /v1/traces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc://collector:4317", "collector:4318", "http://user:unspeakable@collector:4318"})
    void whatIsNoUrlIsRefused(String endpoint) {
        read("endpoint", endpoint);

        assertThat(faults)
                .containsExactly("tracing.endpoint must be an absolute URL that starts with https:// or http://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.1", "1.01", "NaN", "ten", "10%"})
    void aRatioIsAShare(String ratio) {
        read("sample-ratio", ratio);

        assertThat(faults).containsExactly("tracing.sample-ratio must be a number from 0 to 1, such as 0.1");
    }

    @Test
    void aRatioMayBeTextAsVariablesAre() {
        assertThat(read("sample-ratio", "0.25").sampleRatio()).isEqualTo(0.25);
        assertThat(read("sample-ratio", 0).sampleRatio()).isZero();
    }

    @Test
    void headersAreDecodedAndAPlusStays() {
        var headers = read("headers", "Authorization=Basic%20a+b/c==, x-scope = a%2Cb")
                .headers();

        assertThat(headers).isEqualTo(Map.of("Authorization", Secret.of("Basic a+b/c=="), "x-scope", Secret.of("a,b")));
        assertThat(headers.toString()).doesNotContain("a+b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer unspeakable",
                "=unspeakable",
                "a b=unspeakable",
                "a=unspeakable%zz",
                "a=unspeakable%0Ab:c"
            })
    void headersThatAreNoneAreRefusedAndNotRepeated(String headers) {
        read("headers", headers);

        assertThat(faults)
                .singleElement()
                .asString()
                .startsWith("tracing.headers must be name=value pairs separated by commas, such as ")
                .doesNotContain("unspeakable");
    }

    @Test
    void aHeaderOfTheExportersOwnIsRefused() {
        read("headers", "Content-Type=text/plain");

        assertThat(faults).containsExactly("tracing.headers must not set Content-Type, which is set already");
    }

    @Test
    void ourNameWinsOverOpenTelemetrysVariablesAndTheseOverTheirAttributes() {
        var attributes = Map.of("OTEL_RESOURCE_ATTRIBUTES", "service.name=c,k8s.pod.name=gateway%2D7");
        assertThat(on(Map.of()).resource()).containsEntry("service.name", "hpp-gateway");
        assertThat(on(attributes).resource()).isEqualTo(Map.of("service.name", "c", "k8s.pod.name", "gateway-7"));
        assertThat(on(Map.of("OTEL_SERVICE_NAME", "b", "OTEL_RESOURCE_ATTRIBUTES", "service.name=c"))
                        .resource())
                .containsEntry("service.name", "b");
        var named = new JsonObject().put("endpoint", "http://collector:4318").put("service-name", "a");
        assertThat(read(named, Map.of("OTEL_SERVICE_NAME", "b")).resource()).containsEntry("service.name", "a");
        assertThat(faults).isEmpty();
    }

    @Test
    void attributesThatAreNoneCountOnlyWhenTracesGoOut() {
        var broken = Map.of("OTEL_RESOURCE_ATTRIBUTES", "k8s.pod.name");
        read(new JsonObject(), broken);
        assertThat(faults).isEmpty();

        on(broken);
        assertThat(faults)
                .containsExactly("tracing.endpoint is set, so the variable OTEL_RESOURCE_ATTRIBUTES must hold"
                        + " name=value pairs separated by commas");
    }
}
