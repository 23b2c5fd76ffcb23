package io.hppgateway.trace;

import io.hppgateway.http.TraceParent;
import io.hppgateway.http.Urls;
import io.hppgateway.journal.Grant;
import io.hppgateway.webhook.AttemptTraces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * A CLIENT span for each attempt, below the place that is stored with the event, which another process may have recorded long
 * ago. Of the receiver's URL it records the host and the port: the rest may hold a token of the tenant's.
 */
final class TracedAttempts implements AttemptTraces {
    private final Tracing tracing;

    TracedAttempts(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public Place begin(Grant grant, URI url) {
        var event = grant.event();
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        var builder = tracing.belowRemote("POST webhook", SpanKind.CLIENT, Optional.of(grant.trace()))
                .setAttribute(Keys.METHOD, "POST")
                .setAttribute(Keys.SCHEME, scheme)
                .setAttribute(Keys.SERVER, url.getHost())
                .setAttribute(Keys.SERVER_PORT, (long) Urls.portOf(url))
                .setAttribute(Keys.TENANT, event.tenant())
                .setAttribute(Keys.EVENT, event.id())
                .setAttribute(Keys.EVENT_TYPE, event.type())
                .setAttribute(Keys.ENDPOINT, grant.endpoint().id())
                .setAttribute(Keys.ATTEMPT, (long) grant.attempt());
        if (!event.isAboutEndpoint()) {
            builder.setAttribute(Keys.SESSION, event.sessionId());
        }
        if (grant.attempt() > 1) {
            builder.setAttribute(Keys.RESENDS, grant.attempt() - 1L);
        }
        if (grant.replay()) {
            builder.setAttribute(Keys.REPLAY, true);
        }
        return new Attempt(builder.startSpan());
    }

    private record Attempt(Span span) implements Place {
        @Override
        public TraceParent trace() {
            return Tracing.place(span);
        }

        @Override
        public void end(int status, String error) {
            if (status > 0) {
                // Not what it says: it may quote the answer's Location.
                Ends.answered(span, status);
                return;
            }
            Ends.error(span, "no_answer");
            span.setStatus(StatusCode.ERROR, error);
            span.end();
        }
    }
}
