package io.hppgateway.trace;

import io.hppgateway.http.TraceParent;
import io.hppgateway.http.TraceSteps;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;

/** An INTERNAL span for each piece of work. */
final class TracedSteps implements TraceSteps {
    private final Tracing tracing;

    TracedSteps(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public <T> Future<T> follow(Step step, Function<Optional<TraceParent>, Future<T>> work) {
        var span = begin(step);
        return Future.succeededFuture(Optional.of(Tracing.place(span)))
                .compose(work)
                .onSuccess(done -> span.end())
                .onFailure(failure -> Ends.failed(span, failure));
    }

    private Span begin(Step step) {
        var builder =
                tracing.below(step.name(), SpanKind.INTERNAL, step.parent()).setAttribute(Keys.TENANT, step.tenant());
        if (!step.session().isEmpty()) {
            builder.setAttribute(Keys.SESSION, step.session());
        }
        return builder.startSpan();
    }
}
