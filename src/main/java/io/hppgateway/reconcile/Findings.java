package io.hppgateway.reconcile;

import io.hppgateway.http.TraceParent;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.HppStatus;
import io.hppgateway.session.SessionRecord;
import io.hppgateway.session.StatusNews;
import io.hppgateway.session.StatusNews.Report;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Tells tenants what a check found. Every event has an id of its own making, so that two pods tell it once. */
final class Findings {
    private static final String SOURCE = "reconciled";

    private final StatusNews news;

    Findings(StatusNews news) {
        this.news = news;
    }

    /**
     * Tells it; false when it is no news, or somebody else told it first.
     *
     * @param place where the check is in a trace
     */
    Future<Boolean> tell(Tenant tenant, SessionRecord record, Finding finding, Optional<TraceParent> place) {
        return switch (finding.outcome()) {
            case FOUND -> fresh(found(tenant, record, seen(finding), finding.json(), place));
            case VERIFIED, DENIED -> fresh(judged(tenant, record, finding, place));
            case EXPIRED ->
                fresh(news.announce(tenant, record, expired(record).in(place), HppStatus.EXPIRED.eventType()));
            default -> Future.succeededFuture(false);
        };
    }

    private static Future<Boolean> fresh(Future<Acceptance> told) {
        return told.map(accepted -> !accepted.known());
    }

    private static HppSession seen(Finding finding) {
        return finding.session().orElseThrow();
    }

    private Future<Acceptance> found(
            Tenant tenant, SessionRecord record, HppSession seen, Buffer json, Optional<TraceParent> place) {
        var report = Report.ofRead(SOURCE, seen, json).in(place);
        // Klarna calls nobody about a session that its merchant disabled.
        return seen.status().equals(HppStatus.DISABLED)
                ? news.announce(tenant, record, report, seen.status().eventType())
                : news.tell(tenant, record, report);
    }

    /** The verdict on one unverified COMPLETED, named by the time it claims. */
    private Future<Acceptance> judged(
            Tenant tenant, SessionRecord record, Finding finding, Optional<TraceParent> place) {
        String verdict = finding.outcome() == CheckOutcome.VERIFIED ? "verified" : "denied";
        String id = verdict + ":" + record.id() + ":" + record.updatedAt();
        var report = Report.ofUs(SOURCE, id, seen(finding), finding.json()).in(place);
        return news.announce(tenant, record, report, "session." + verdict);
    }

    private static Report expired(SessionRecord record) {
        var json = new JsonObject()
                .put("session_id", record.id())
                .put("status", HppStatus.EXPIRED.name())
                .put("updated_at", record.expiresAt().toString())
                .put("expires_at", record.expiresAt().toString());
        // The record keeps the time of the last news: a payment that Klarna reports later must still count as newer.
        var session = new HppSession(
                record.id(), HppStatus.EXPIRED, Optional.of(record.updatedAt()), Optional.of(record.expiresAt()));
        return Report.ofUs(SOURCE, "expired:" + record.id(), session, json.toBuffer());
    }
}
