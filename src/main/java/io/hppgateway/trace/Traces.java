package io.hppgateway.trace;

import io.hppgateway.http.TraceSteps;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrival;
import io.hppgateway.journal.Subscription;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.webhook.AttemptTraces;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of what the gateway does. Without an endpoint nothing is: then each of these is what it was given, or does
 * nothing, and no class of OpenTelemetry's is loaded.
 */
public final class Traces {
    // Beside the drain, for which who stops a gateway waits twice and a few seconds.
    private static final Duration LONGEST_FLUSH = Duration.ofSeconds(3);

    private final @Nullable Tracing tracing;

    private Traces(@Nullable Tracing tracing) {
        this.tracing = tracing;
    }

    /**
     * What the settings ask for.
     *
     * @param version of this program
     */
    public static Traces of(TraceSettings settings, String version, MeterRegistry registry) {
        var meters = new TraceMeters(registry);
        return new Traces(settings.endpoint().isPresent() ? new Tracing(settings, version, meters) : null);
    }

    /** Goes before every other handler of a port. */
    public Optional<Handler<RoutingContext>> requests() {
        return tracing == null ? Optional.empty() : Optional.of(new TracedRequests(tracing));
    }

    /**
     * Goes around each try of a call.
     *
     * @param resends how often the same request was sent before
     */
    public Klarna klarna(Klarna klarna, int resends) {
        return tracing == null ? klarna : new TracedKlarna(klarna, tracing, resends);
    }

    /** Goes around the journal's accept. */
    public BiFunction<Arrival, List<Subscription>, Future<Acceptance>> acceptance(
            BiFunction<Arrival, List<Subscription>, Future<Acceptance>> journal) {
        return tracing == null ? journal : new TracedAcceptance(journal, tracing);
    }

    /** Of what no request stands for. */
    public TraceSteps steps() {
        return tracing == null ? TraceSteps.UNRECORDED : new TracedSteps(tracing);
    }

    /** Of webhooks. */
    public AttemptTraces attempts() {
        return tracing == null ? AttemptTraces.UNRECORDED : new TracedAttempts(tracing);
    }

    /** Exports what waits, for no longer than a stop may wait for what is under way. */
    public Future<Void> close(Vertx vertx, Duration drain) {
        var open = tracing;
        if (open == null) {
            return Future.succeededFuture();
        }
        var patience = drain.compareTo(LONGEST_FLUSH) < 0 ? drain : LONGEST_FLUSH;
        return vertx.<Void>executeBlocking(() -> {
            open.close(patience);
            return null;
        });
    }
}
