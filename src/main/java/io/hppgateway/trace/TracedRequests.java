package io.hppgateway.trace;

import io.hppgateway.http.RequestId;
import io.hppgateway.http.Subject;
import io.hppgateway.http.TraceParent;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.tenant.Caller;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * A SERVER span for each request of a port. Of the request it records the method and the route, never its path, query, headers or
 * body: a callback's link is a secret, and paths of Klarna's hold tokens. What follows takes the header {@code traceparent} for
 * the place that it is in, so that the header is set to that of the span.
 */
final class TracedRequests implements Handler<RoutingContext> {
    // RFC 9110 and PATCH; "_OTHER" by the conventions, as any text can be a method.
    private static final Set<String> METHODS =
            Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT");

    private final Tracing tracing;

    TracedRequests(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var span = begin(ctx.request());
        ctx.addEndHandler(end -> end(ctx, span, end));
        ctx.next();
    }

    private Span begin(HttpServerRequest request) {
        var headers = request.headers();
        var caller = TraceParent.of(headers);
        var span = tracing.belowRemote(name(request), SpanKind.SERVER, caller)
                .setAttribute(Keys.METHOD, method(request).orElse("_OTHER"))
                .setAttribute(Keys.SCHEME, request.isSSL() ? "https" : "http")
                .startSpan();
        headers.set(TraceParent.HEADER, Tracing.place(span).toString());
        if (caller.isEmpty()) {
            headers.remove(
                    "tracestate"); // belongs to a trace that begins anew here (W3C Trace Context, section 3.2.2.5)
        }
        return span;
    }

    private static Optional<String> method(HttpServerRequest request) {
        return Optional.of(request.method().name()).filter(METHODS::contains);
    }

    private static String name(HttpServerRequest request) {
        return method(request).orElse("HTTP");
    }

    private static void end(RoutingContext ctx, Span span, AsyncResult<Void> end) {
        if (span.isRecording()) {
            describe(ctx, span);
        }
        var response = ctx.response();
        if (end.succeeded()) {
            Ends.gave(span, response.getStatusCode());
            return;
        }
        // No error: it is how every stream of events ends. What broke an answer off here is an error of the call to
        // Klarna.
        span.setAttribute(Keys.INCOMPLETE, true);
        if (response.headWritten()) {
            span.setAttribute(Keys.STATUS_CODE, (long) response.getStatusCode());
        }
        span.end();
    }

    private static void describe(RoutingContext ctx, Span span) {
        var route = ctx.currentRoute();
        if (route != null && route.getPath() != null) {
            span.setAttribute(Keys.ROUTE, route.getPath());
            span.updateName(name(ctx.request()) + " " + route.getPath());
        }
        var caller = Caller.find(ctx);
        caller.map(known -> known.tenant().id())
                .or(() -> Subject.tenant(ctx))
                .ifPresent(tenant -> span.setAttribute(Keys.TENANT, tenant));
        // Not the words of a caller that nobody knows.
        caller.flatMap(known -> Optional.ofNullable(ctx.pathParam("session")))
                .or(() -> Subject.session(ctx))
                .filter(HppSession::isId)
                .ifPresent(session -> span.setAttribute(Keys.SESSION, session));
        RequestId.find(ctx).ifPresent(id -> span.setAttribute(Keys.CORRELATION, id));
    }
}
