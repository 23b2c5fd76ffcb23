package io.hppgateway.reconcile;

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

    /** Tells it; false when it is no news, or somebody else told it first. */
    Future<Boolean> tell(Tenant tenant, SessionRecord record, Finding finding) {
        return switch (finding.outcome()) {
            case FOUND -> fresh(found(tenant, record, seen(finding), finding.json()));
            case VERIFIED -> fresh(judged(tenant, record, finding, "verified"));
            case DENIED -> fresh(judged(tenant, record, finding, "denied"));
            case EXPIRED -> fresh(expired(tenant, record));
            default -> Future.succeededFuture(false);
        };
    }

    private static Future<Boolean> fresh(Future<Acceptance> told) {
        return told.map(accepted -> !accepted.known());
    }

    private static HppSession seen(Finding finding) {
        return finding.session().orElseThrow();
    }

    private Future<Acceptance> found(Tenant tenant, SessionRecord record, HppSession seen, Buffer json) {
        var report = Report.ofRead(SOURCE, seen, json);
        // Klarna calls nobody about a session that its merchant disabled.
        return seen.status().equals(HppStatus.DISABLED)
                ? news.announce(tenant, record, report, seen.status().eventType())
                : news.tell(tenant, record, report);
    }

    /** The verdict on one unverified COMPLETED, named by the time it claims. */
    private Future<Acceptance> judged(Tenant tenant, SessionRecord record, Finding finding, String verdict) {
        String id = verdict + ":" + record.id() + ":" + record.updatedAt();
        return news.announce(
                tenant, record, Report.ofUs(SOURCE, id, seen(finding), finding.json()), "session." + verdict);
    }

    private Future<Acceptance> expired(Tenant tenant, SessionRecord record) {
        var json = new JsonObject()
                .put("session_id", record.id())
                .put("status", HppStatus.EXPIRED.name())
                .put("updated_at", record.expiresAt().toString())
                .put("expires_at", record.expiresAt().toString());
        // The record keeps the time of the last news: a payment that Klarna reports later must still count as newer.
        var session = new HppSession(
                record.id(), HppStatus.EXPIRED, Optional.of(record.updatedAt()), Optional.of(record.expiresAt()));
        var report = Report.ofUs(SOURCE, "expired:" + record.id(), session, json.toBuffer());
        return news.announce(tenant, record, report, HppStatus.EXPIRED.eventType());
    }
}
