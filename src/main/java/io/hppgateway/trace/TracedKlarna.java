package io.hppgateway.trace;

import io.hppgateway.http.TraceParent;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.Upstream;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/**
 * A CLIENT span for each call that leaves for Klarna, from its start to the end of its answer, below the place in the request's
 * {@code traceparent}. Klarna gets the span's own.
 */
final class TracedKlarna implements Klarna {
    private final Klarna klarna;
    private final Tracing tracing;
    private final int resends;

    /** @param resends how often the same request was sent before */
    TracedKlarna(Klarna klarna, Tracing tracing, int resends) {
        this.klarna = klarna;
        this.tracing = tracing;
        this.resends = resends;
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        var span = begin(upstream, request);
        var headers = MultiMap.caseInsensitiveMultiMap()
                .addAll(request.headers())
                .set(TraceParent.HEADER, Tracing.place(span).toString());
        return klarna.open(upstream, request.with(headers))
                .onSuccess(reply -> reply.ended()
                        .onSuccess(end -> end(span, reply))
                        .onFailure(failure -> breakOff(span, reply, failure)))
                .onFailure(failure -> Ends.failed(span, failure));
    }

    private Span begin(Upstream upstream, KlarnaRequest request) {
        String method = request.method().name();
        String template = KlarnaTemplate.of(request.uri());
        var builder = tracing.below(method + " " + template, SpanKind.CLIENT, TraceParent.of(request.headers()))
                .setAttribute(Keys.METHOD, method)
                .setAttribute(Keys.TEMPLATE, template)
                .setAttribute(Keys.SERVER, upstream.host().name())
                .setAttribute(Keys.SERVER_PORT, (long) upstream.host().port());
        if (!upstream.owner().isEmpty()) {
            builder.setAttribute(Keys.TENANT, upstream.owner());
        }
        if (resends > 0) {
            builder.setAttribute(Keys.RESENDS, (long) resends);
        }
        return builder.startSpan();
    }

    private static void end(Span span, KlarnaReply reply) {
        correlate(span, reply);
        Ends.answered(span, reply.status());
    }

    private static void breakOff(Span span, KlarnaReply reply, Throwable failure) {
        correlate(span, reply);
        span.setAttribute(Keys.STATUS_CODE, (long) reply.status());
        Ends.failed(span, failure);
    }

    private static void correlate(Span span, KlarnaReply reply) {
        String id = reply.headers().get("Klarna-Correlation-Id");
        if (id != null) {
            span.setAttribute(Keys.KLARNAS_CORRELATION, id);
        }
    }
}
