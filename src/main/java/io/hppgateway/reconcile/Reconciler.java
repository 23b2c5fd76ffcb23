package io.hppgateway.reconcile;

import io.hppgateway.http.TraceParent;
import io.hppgateway.http.TraceSteps;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.session.SessionRecord;
import io.hppgateway.session.SessionStore;
import io.hppgateway.session.StatusNews;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Checks one session: asks Klarna with that tenant's credentials, tells what it found, says when to check again. */
public final class Reconciler {
    // Klarna counts by the second; the rest leaves air for the tenant's own calls.
    private static final Duration LIMITED_HOLD = Duration.ofSeconds(10);

    private final Tenants tenants;
    private final SessionStore store;
    private final Klarna klarna;
    private final Findings findings;
    private final ReconcileSettings settings;
    private final TraceSteps steps;
    private final CheckSchedule schedule;
    private final CheckLog log = new CheckLog();

    public Reconciler(
            Tenants tenants,
            SessionStore store,
            Klarna klarna,
            StatusNews news,
            ReconcileSettings settings,
            TraceSteps steps) {
        this.tenants = tenants;
        this.store = store;
        this.klarna = klarna;
        this.findings = new Findings(news);
        this.settings = settings;
        this.steps = steps;
        this.schedule = CheckSchedule.of(settings);
    }

    /** Fails when Redis does: the end of the lease then brings the session back. */
    Future<Checked> check(Claim claim) {
        return tenants.find(claim.tenant())
                .map(tenant -> check(tenant, claim))
                .orElseGet(() ->
                        Future.succeededFuture(checked(claim, Finding.of(CheckOutcome.UNKNOWN_TENANT), false, "")));
    }

    private Future<Checked> check(Tenant tenant, Claim claim) {
        return store.find(tenant.id(), claim.session())
                .compose(found -> found.map(record -> steps.follow(
                                new TraceSteps.Step("reconcile", Optional.empty(), tenant.id(), record.id()),
                                place -> check(tenant, record, claim, place)))
                        // Its retention ended since the claim.
                        .orElseGet(() -> Future.succeededFuture(gone())));
    }

    private Future<Checked> check(Tenant tenant, SessionRecord record, Claim claim, Optional<TraceParent> place) {
        return ask(tenant, record, place)
                .map(answer -> Finding.of(claim, record, answer, schedule))
                .recover(Reconciler::unreachable)
                .onSuccess(finding -> log.note(record, finding.outcome()))
                .compose(finding -> findings.tell(tenant, record, finding, place)
                        .map(told -> checked(claim, finding, told, record.account())));
    }

    private Future<KlarnaAnswer> ask(Tenant tenant, SessionRecord record, Optional<TraceParent> place) {
        // An account that was taken out of the configuration leaves its sessions to the default.
        var account = tenant.accountOrDefault(record.account());
        return klarna.call(account.upstream(), KlarnaRequest.get("/hpp/v1/sessions/" + record.id(), place));
    }

    private static Future<Finding> unreachable(Throwable failure) {
        if (!(failure instanceof KlarnaException klarna)) {
            return Future.failedFuture(failure);
        }
        boolean limited = klarna.kind() == KlarnaException.Kind.LIMITED;
        return Future.succeededFuture(Finding.of(limited ? CheckOutcome.LIMITED : CheckOutcome.UNREACHABLE));
    }

    private Checked checked(Claim claim, Finding finding, boolean told, String account) {
        var hold = switch (finding.outcome()) {
            case REFUSED -> settings.firstAfter();
            case LIMITED -> LIMITED_HOLD;
            default -> Duration.ZERO;
        };
        return new Checked(finding.outcome(), told, next(claim, finding), account, hold);
    }

    private Optional<Instant> next(Claim claim, Finding finding) {
        var now = claim.now();
        var end = finding.end(claim);
        return switch (finding.outcome()) {
            // News have moved or removed the session themselves; this is for those that somebody else told first.
            case VERIFIED, EXPIRED, UNVERIFIABLE -> Optional.empty();
            case FOUND, DENIED, UNCHANGED, MISSING ->
                Optional.of(schedule.next(now, end, claim.checks() + 1, claim.doubtful()));
            case REFUSED, LIMITED, UNREACHABLE, UNKNOWN_TENANT ->
                Optional.of(schedule.retry(now, end, claim.checks(), claim.doubtful()));
        };
    }

    private static Checked gone() {
        return new Checked(CheckOutcome.UNCHANGED, false, Optional.empty(), "", Duration.ZERO);
    }
}
