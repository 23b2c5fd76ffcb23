package io.hppgateway.trace;

import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrival;
import io.hppgateway.journal.Subscription;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** An INTERNAL span for each arrival in the journal. The event keeps its place, so that every attempt hangs below it. */
final class TracedAcceptance implements BiFunction<Arrival, List<Subscription>, Future<Acceptance>> {
    private final BiFunction<Arrival, List<Subscription>, Future<Acceptance>> journal;
    private final Tracing tracing;

    TracedAcceptance(BiFunction<Arrival, List<Subscription>, Future<Acceptance>> journal, Tracing tracing) {
        this.journal = journal;
        this.tracing = tracing;
    }

    @Override
    public Future<Acceptance> apply(Arrival arrival, List<Subscription> subscriptions) {
        var span = begin(arrival);
        return journal.apply(arrival.at(Tracing.place(span)), subscriptions)
                .onSuccess(accepted -> end(span, accepted))
                .onFailure(failure -> Ends.failed(span, failure));
    }

    private Span begin(Arrival arrival) {
        return tracing.below("accept", SpanKind.INTERNAL, Optional.of(arrival.trace()))
                .setAttribute(Keys.TENANT, arrival.tenant())
                .setAttribute(Keys.SESSION, arrival.sessionId())
                .setAttribute(Keys.STATUS, arrival.status())
                .setAttribute(Keys.EVENT_TYPE, arrival.type())
                .setAttribute(Keys.SOURCE, arrival.source())
                .setAttribute(Keys.VERIFIED, arrival.verified())
                .startSpan();
    }

    private static void end(Span span, Acceptance accepted) {
        span.setAttribute(Keys.EVENT, accepted.eventId())
                .setAttribute(Keys.KNOWN, accepted.known())
                .setAttribute(Keys.SEQUENCE, accepted.sequence());
        span.end();
    }
}
