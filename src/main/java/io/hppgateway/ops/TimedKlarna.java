package io.hppgateway.ops;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.Upstream;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Times calls to Klarna: {@code http_client_request_duration_seconds} by host, method and outcome. */
public final class TimedKlarna implements Klarna {
    private final Klarna klarna;
    private final MeterRegistry registry;
    private final Bounds bounds;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    private record Labels(String host, String method, String outcome) {}

    public TimedKlarna(Klarna klarna, MeterRegistry registry) {
        this.klarna = klarna;
        this.registry = registry;
        this.bounds = new Bounds(registry);
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        long start = System.nanoTime();
        return klarna.open(upstream, request)
                .onSuccess(reply -> reply.ended()
                        .onSuccess(end -> record(upstream, request, start, Integer.toString(reply.status())))
                        .onFailure(failure -> record(upstream, request, start, kind(failure))))
                .onFailure(failure -> record(upstream, request, start, kind(failure)));
    }

    private String kind(Throwable failure) {
        if (failure instanceof KlarnaException known) {
            if (known.kind() == KlarnaException.Kind.OVERLOADED) {
                bounds.reached(Bound.KLARNA_WAITING);
            }
            return known.kind().name().toLowerCase(Locale.ROOT);
        }
        // The caller's body failed, or the caller left.
        return failure instanceof ProblemException || failure instanceof CancellationException ? "caller" : "internal";
    }

    private void record(Upstream upstream, KlarnaRequest request, long start, String outcome) {
        var labels = new Labels(upstream.host().name(), request.method().name(), outcome);
        // At 0 from a host's first call, so that an alert sees the first refusals of credentials.
        timers.computeIfAbsent(new Labels(labels.host(), labels.method(), "401"), this::register);
        timers.computeIfAbsent(labels, this::register).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private Timer register(Labels labels) {
        return Timer.builder("http.client.request.duration")
                .description("Time from a call to Klarna to the end of its answer, or its failure")
                .tag("server.address", labels.host())
                .tag("http.request.method", labels.method())
                .tag("outcome", labels.outcome())
                .serviceLevelObjectives(RequestMetrics.Buckets.LATENCY)
                .register(registry);
    }
}
