package io.hppgateway.trace;

import io.hppgateway.http.TraceParent;
import io.hppgateway.secret.Secret;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OpenTelemetry SDK at work: nothing of it is global, and it looks for no context of its own. */
final class Tracing {
    private static final Logger LOG = LoggerFactory.getLogger(Tracing.class);
    // One batch with its repetitions, of which the SDK makes five at most. Only its own threads wait for that long.
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    // What others chose, such as a status or a reason, may be long.
    private static final SpanLimits LIMITS =
            SpanLimits.builder().setMaxAttributeValueLength(200).build();

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Backlog backlog;

    Tracing(TraceSettings settings, String version, TraceMeters meters) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.target().toString())
                .setHeaders(() -> settings.headers().entrySet().stream()
                        .collect(Collectors.toMap(header -> header.getKey(), header -> reveal(header.getValue()))))
                .setTimeout(EXPORT_TIMEOUT)
                .setConnectTimeout(CONNECT_TIMEOUT);
        settings.trustedCertificates().map(Tracing::read).ifPresent(exporter::setTrustedCertificates);
        backlog = new Backlog(exporter.build(), meters, new ExportLog(settings.target()), EXPORT_TIMEOUT);
        provider = SdkTracerProvider.builder()
                .setResource(resource(settings, version))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.sampleRatio())))
                .setSpanLimits(LIMITS)
                .addSpanProcessor(backlog)
                .build();
        tracer = provider.get("io.hppgateway", version);
    }

    private static String reveal(Secret header) {
        return header.reveal();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Resource resource(TraceSettings settings, String version) {
        var attributes = Resource.builder()
                .put("service.version", version)
                .put("service.instance.id", UUID.randomUUID().toString());
        settings.resource().forEach(attributes::put);
        return Resource.getDefault().merge(attributes.build());
    }

    /** A span that begins a trace, or goes on where this process is in one. */
    SpanBuilder below(String name, SpanKind kind, Optional<TraceParent> here) {
        return below(name, kind, here, false);
    }

    /** The same where somebody else is in one: a caller, or another process of ours. */
    SpanBuilder belowRemote(String name, SpanKind kind, Optional<TraceParent> there) {
        return below(name, kind, there, true);
    }

    private SpanBuilder below(String name, SpanKind kind, Optional<TraceParent> place, boolean remote) {
        var parent = place.map(at -> Context.root().with(Span.wrap(context(at, remote))))
                .orElseGet(Context::root);
        return tracer.spanBuilder(name).setSpanKind(kind).setParent(parent);
    }

    private static SpanContext context(TraceParent place, boolean remote) {
        var flags = place.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        // Its tracestate goes on as a header, and is nothing that we add to.
        return remote
                ? SpanContext.createFromRemoteParent(place.traceId(), place.spanId(), flags, TraceState.getDefault())
                : SpanContext.create(place.traceId(), place.spanId(), flags, TraceState.getDefault());
    }

    /** Where a span is. */
    static TraceParent place(Span span) {
        var context = span.getSpanContext();
        return new TraceParent(context.getTraceId(), context.getSpanId(), context.isSampled());
    }

    /** Exports what waits, and ends. Blocks for that long at most. */
    void close(Duration patience) {
        boolean done = provider.shutdown()
                .join(patience.toMillis(), TimeUnit.MILLISECONDS)
                .isSuccess();
        int lost = backlog.waiting();
        if (!done && lost > 0) {
            LOG.warn("{} spans could not be exported before the end", lost);
        }
    }
}
