package io.hppgateway.trace;

import io.hppgateway.http.JsonFields;
import io.hppgateway.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Whether traces are recorded, and where they go.
 *
 * @param endpoint base URL of a collector that speaks OTLP over HTTP; empty: nothing is recorded
 * @param sampleRatio share of the traces that begin here which is recorded, 0 to 1; others follow their caller's decision
 * @param headers sent with every export, such as a token
 * @param trustedCertificates PEM file of the authorities that are trusted instead of the JVM's
 * @param resource attributes that say which program this is; {@code service.name} among them
 */
public record TraceSettings(
        Optional<URI> endpoint,
        double sampleRatio,
        Map<String, Secret> headers,
        Optional<Path> trustedCertificates,
        Map<String, String> resource) {
    /** Attribute by which a program's traces are found. */
    static final String SERVICE_NAME = "service.name";

    private static final String PATH = "/v1/traces";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._ /-]{0,100}");
    // RFC 9110, section 5.6.2.
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    // The HTTP client's and the exporter's own.
    private static final Set<String> TAKEN =
            Set.of("connection", "content-encoding", "content-length", "content-type", "expect", "host", "upgrade");
    private static final String PAIRS =
            "name=value pairs separated by commas, such as Authorization=Basic%20dXNlcjpwYXNz;"
                    + " a comma, a blank or a % in a value is written %2C, %20, %25";

    /**
     * Reads the section {@code tracing}; a key with a fault gives a stand-in, and the fault is noted.
     *
     * @param authorities reads the section's {@code trusted-certificates}
     * @param variable the environment, for OpenTelemetry's own OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES
     */
    public static TraceSettings read(
            JsonFields section,
            Function<JsonFields, Optional<Path>> authorities,
            Function<String, Optional<String>> variable) {
        var endpoint = section.url("endpoint", "https", "http");
        endpoint.filter(url -> url.getRawQuery() != null || url.getRawPath().endsWith(PATH))
                .ifPresent(url -> section.fault(
                        "endpoint", "must be the collector's base URL, without a query and without " + PATH));
        var read = new TraceSettings(
                endpoint,
                section.share("sample-ratio", 1),
                headers(section),
                authorities.apply(section),
                endpoint.map(on -> resource(section, variable)).orElseGet(() -> named(section, Map.of())));
        section.end();
        return read;
    }

    private static Map<String, Secret> headers(JsonFields section) {
        var headers = new LinkedHashMap<String, Secret>();
        String text = section.optional("headers").orElse("");
        Pairs.parse(text)
                .filter(pairs -> pairs.keySet().stream()
                        .allMatch(name -> TOKEN.matcher(name).matches()))
                .ifPresentOrElse(
                        pairs -> pairs.forEach((name, value) -> headers.put(name, Secret.of(value))),
                        () -> section.fault("headers", "must be " + PAIRS));
        headers.keySet().stream()
                .filter(name -> TAKEN.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> section.fault("headers", "must not set " + name + ", which is set already"));
        return Map.copyOf(headers);
    }

    private static Map<String, String> resource(JsonFields section, Function<String, Optional<String>> variable) {
        var attributes = new LinkedHashMap<String, String>();
        Pairs.parse(variable.apply("OTEL_RESOURCE_ATTRIBUTES").orElse(""))
                .ifPresentOrElse(
                        attributes::putAll,
                        () -> section.fault(
                                "endpoint",
                                "is set, so the variable OTEL_RESOURCE_ATTRIBUTES must hold"
                                        + " name=value pairs separated by commas"));
        variable.apply("OTEL_SERVICE_NAME").ifPresent(name -> attributes.put(SERVICE_NAME, name));
        return named(section, attributes);
    }

    private static Map<String, String> named(JsonFields section, Map<String, String> attributes) {
        var all = new LinkedHashMap<>(attributes);
        all.putIfAbsent(SERVICE_NAME, "hpp-gateway");
        if (section.optional("service-name").isPresent()) {
            String allowed = "up to 101 letters, digits, dots, dashes, underscores, slashes and blanks";
            all.put(SERVICE_NAME, section.text("service-name", NAME, allowed));
        }
        return Map.copyOf(all);
    }

    /** Where spans go; only where there is an endpoint. */
    URI target() {
        String base = endpoint.orElseThrow().toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
    }
}
