package io.hppgateway.session;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.Problem;
import io.hppgateway.http.TraceParent;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrival;
import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.Subscription;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.HppStatus;
import io.hppgateway.tenant.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The one way a status change takes: into the journal, all or nothing, and then onto the event bus. */
public final class StatusNews {
    /** Only for the first moments of a process, or until Redis is there: an event taken in now would miss endpoints. */
    private static final Problem NOT_YET = Problem.of(
                    503, "SERVICE_UNAVAILABLE", "The gateway has just started and does not know every endpoint yet.")
            .with("Retry-After", "1");

    private final BiFunction<Arrival, List<Subscription>, Future<Acceptance>> journal;
    private final GrantBus bus;
    private final Listeners listeners;
    private final AccountTrail trail;
    private final Clock clock;
    private final NewsMeters meters;

    /** @param journal what accepts, as {@link io.hppgateway.journal.Journal#accept} does */
    public StatusNews(
            BiFunction<Arrival, List<Subscription>, Future<Acceptance>> journal,
            GrantBus bus,
            Listeners listeners,
            AccountTrail trail,
            Clock clock,
            MeterRegistry registry) {
        this.journal = journal;
        this.bus = bus;
        this.listeners = listeners;
        this.trail = trail;
        this.clock = clock;
        this.meters = new NewsMeters(registry);
    }

    /**
     * What somebody told us of a session.
     *
     * @param source {@code callback}, {@code disable} or {@code reconciled}
     * @param verified whether Klarna itself said so when asked
     * @param eventId Klarna's, for deduplication; empty for none
     * @param session what it says
     * @param original Klarna's whole callback body
     * @param sessionJson the session in it, as Klarna wrote it
     * @param trace where it stands in its trace
     */
    public record Report(
            String source,
            boolean verified,
            String eventId,
            HppSession session,
            Buffer original,
            Buffer sessionJson,
            TraceParent trace) {

        /** At the start of a trace. */
        public Report(
                String source,
                boolean verified,
                String eventId,
                HppSession session,
                Buffer original,
                Buffer sessionJson) {
            this(source, verified, eventId, session, original, sessionJson, TraceParent.start());
        }

        /** The same in the trace of whoever told it, where it told one. */
        public Report in(Optional<TraceParent> caller) {
            return new Report(source, verified, eventId, session, original, sessionJson, caller.orElse(trace));
        }

        /** The same, told to the session's own URL in Klarna's body. */
        public Report withOriginal(Buffer body) {
            return new Report(source, verified, eventId, session, body, sessionJson, trace);
        }

        /** What Klarna answered to a read. Two reads of the same state are the same event; accept knows its id's start. */
        public static Report ofRead(String source, HppSession session, Buffer json) {
            String at = session.updatedAt().map(Object::toString).orElse("");
            return ofUs(source, "read:" + session.id() + ":" + session.status().name() + ":" + at, session, json);
        }

        /** What Klarna did not call about, put into the body it would have sent. */
        public static Report ofUs(String source, String eventId, HppSession session, Buffer json) {
            var body = Buffer.buffer("{\"event_id\":" + JsonSpots.quote(eventId) + ",\"session\":")
                    .appendBuffer(json)
                    .appendString("}");
            return new Report(source, true, eventId, session, body, json);
        }
    }

    /** Accepts a report: once this succeeds, the tenant will hear of it. */
    public Future<Acceptance> tell(Tenant tenant, SessionRecord record, Report report) {
        return accept(tenant, record, report, report.session().status().eventType(), record.statusUpdate());
    }

    /**
     * The same for what Klarna itself calls nobody about, such as {@code session.expired}: endpoints hear of it, the
     * session's status_update URL does not.
     */
    public Future<Acceptance> announce(Tenant tenant, SessionRecord record, Report report, String type) {
        return accept(tenant, record, report, type, Optional.empty());
    }

    /** The tenant disabled a session. Its status_update URL hears nothing, as with Klarna itself. */
    Future<Acceptance> disabled(Tenant tenant, SessionRecord record, Optional<TraceParent> trace) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // Klarna's clock may be ahead of ours, and what is older than the record is outdated.
        Instant at = now.isBefore(record.updatedAt()) ? record.updatedAt() : now;
        String eventId = "disable:" + record.id();
        var json = new JsonObject()
                .put("session_id", record.id())
                .put("status", HppStatus.DISABLED.name())
                .put("updated_at", at.toString())
                .put("expires_at", record.expiresAt().toString())
                .toBuffer();
        var told = new HppSession(record.id(), HppStatus.DISABLED, Optional.of(at), Optional.of(record.expiresAt()));
        var report = Report.ofUs("disable", eventId, told, json).in(trace);
        return announce(tenant, record, report, told.status().eventType());
    }

    private Future<Acceptance> accept(
            Tenant tenant, SessionRecord record, Report report, String type, Optional<String> statusUpdate) {
        if (!listeners.areKnown()) {
            return Future.failedFuture(NOT_YET.toException());
        }
        return trail.follow(tenant, record, report.sessionJson(), report.verified())
                .compose(
                        noted -> journal.apply(arrival(record, report, type), listeners.of(tenant, type, statusUpdate)))
                .onSuccess(accepted -> bus.publish(accepted.grants()))
                .onSuccess(accepted -> meters.accepted(report.source(), accepted));
    }

    private Arrival arrival(SessionRecord record, Report report, String type) {
        var session = report.session();
        return new Arrival(
                record.tenant(),
                record.account(),
                record.id(),
                report.eventId(),
                session.status().name(),
                session.status().isFinal(),
                session.updatedAt().orElseGet(clock::instant).toEpochMilli(),
                session.expiresAt().orElse(record.expiresAt()).toEpochMilli(),
                report.source(),
                report.verified(),
                type,
                report.original(),
                report.sessionJson(),
                report.trace());
    }
}
