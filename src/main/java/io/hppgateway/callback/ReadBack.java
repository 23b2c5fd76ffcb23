package io.hppgateway.callback;

import io.hppgateway.callback.CallbackMeters.Outcome;
import io.hppgateway.http.Problem;
import io.hppgateway.http.TraceParent;
import io.hppgateway.http.TraceSteps;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.HppStatus;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.session.SessionRecord;
import io.hppgateway.session.StatusNews;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.Tenant;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Klarna for a session's state, because a callback is unsigned: the status that counts is Klarna's own. Klarna advises
 * the same for its in-store API (Klarna docs, "Monitor the status").
 */
public final class ReadBack {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

    /** What somebody ships or places an order on. */
    private static final List<String> VOUCHERS = List.of("authorization_token", "order_id", "klarna_reference");

    private static final Problem CALL_AGAIN =
            Problem.of(503, "SERVICE_UNAVAILABLE", "Klarna could not be asked for the session; call again.");
    private static final Problem DENIED =
            Problem.of(503, "SERVICE_UNAVAILABLE", "Klarna's own read does not show this status yet; call again.");

    private final Klarna klarna;
    private final Verify verify;
    private final Duration patience;
    private final TraceSteps steps;
    private final CallbackMeters meters;

    public ReadBack(Klarna klarna, CallbackSettings settings, TraceSteps steps, MeterRegistry registry) {
        this.klarna = klarna;
        this.verify = settings.verify();
        this.patience = settings.patience();
        this.steps = steps;
        this.meters = new CallbackMeters(registry);
    }

    /**
     * What a callback is worth: its own words, confirmed where that is asked for; Klarna's answer when it has no words.
     *
     * @param trace where the callback is in a trace
     * @return empty when there is nothing new; fails with 503 when Klarna should call again
     */
    Future<Optional<StatusNews.Report>> confirm(
            Tenant tenant, SessionRecord record, CallbackBody body, Optional<TraceParent> trace) {
        if (body.session().isEmpty()) {
            return read(tenant, record, trace).map(seen -> fill(record, seen.orElseThrow(CALL_AGAIN::toException)));
        }
        var told = body.session().get();
        if (!needsProof(told.status())) {
            return Future.succeededFuture(Optional.of(unverified(body, told)));
        }
        return read(tenant, record, trace).map(seen -> Optional.of(judge(record, body, told, seen)));
    }

    private boolean needsProof(HppStatus status) {
        return switch (verify) {
            case NEVER -> false;
            case COMPLETED -> status.equals(HppStatus.COMPLETED);
            case ALWAYS -> true;
        };
    }

    private StatusNews.Report judge(SessionRecord record, CallbackBody body, HppSession told, Optional<Seen> seen) {
        var outcome = outcome(told, seen);
        meters.checked(outcome);
        if (outcome == Outcome.UNANSWERED || outcome == Outcome.OUTDATED) {
            return unverified(body, told);
        }
        if (outcome == Outcome.DENIED) {
            // Forged, or Klarna's read lags behind its callback: either way only a later call can be right.
            LOG.atWarn()
                    .addKeyValue("tenant", record.tenant())
                    .addKeyValue("session", record.id())
                    .addKeyValue("status", told.status().name())
                    .log("A callback claims a status that Klarna's own read denies");
            throw DENIED.toException();
        }
        return confirmed(body, seen.orElseThrow());
    }

    /** Klarna's read vouches for what it shows and not for what the callback says besides: so that is what is told. */
    private static StatusNews.Report confirmed(CallbackBody body, Seen seen) {
        var told = body.sessionJson().toJsonObject();
        var shown = seen.json().toJsonObject();
        boolean genuine = VOUCHERS.stream().allMatch(name -> Objects.equals(told.getValue(name), shown.getValue(name)));
        var report = StatusNews.Report.ofUs("callback", body.eventId(), seen.session(), seen.json());
        return genuine ? report.withOriginal(body.original()) : report;
    }

    private static Outcome outcome(HppSession told, Optional<Seen> seen) {
        if (seen.isEmpty()) {
            return Outcome.UNANSWERED;
        }
        var session = seen.get().session();
        if (hasMovedOn(told, session)) {
            return Outcome.OUTDATED;
        }
        return session.status().equals(told.status()) ? Outcome.CONFIRMED : Outcome.DENIED;
    }

    /** Whether Klarna's read is of a later moment, and so says nothing of the one told; out of a final status nothing leads. */
    private static boolean hasMovedOn(HppSession told, HppSession seen) {
        return !told.status().isFinal()
                && !seen.status().equals(told.status())
                && told.updatedAt()
                        .flatMap(then -> seen.updatedAt().filter(now -> now.isAfter(then)))
                        .isPresent();
    }

    private static StatusNews.Report unverified(CallbackBody body, HppSession told) {
        return new StatusNews.Report("callback", false, body.eventId(), told, body.original(), body.sessionJson());
    }

    /** A callback without words: Klarna's answer stands in, unless the record knows it already. */
    private static Optional<StatusNews.Report> fill(SessionRecord record, Seen seen) {
        var session = seen.session();
        boolean sameStatus = record.status().equals(session.status());
        boolean older =
                session.updatedAt().map(at -> !at.isAfter(record.updatedAt())).orElse(sameStatus);
        // An end that Klarna shows follows whatever is none, and replaces one of a callback's, or of ours.
        boolean open =
                !record.isFinal() || !record.verified() || record.status().equals(HppStatus.EXPIRED);
        boolean end = session.status().isFinal() && !sameStatus;
        boolean news = end ? open : !record.isFinal() && !older;
        if (!news) {
            return Optional.empty();
        }
        return Optional.of(StatusNews.Report.ofRead("callback", session, seen.json()));
    }

    private record Seen(HppSession session, Buffer json) {}

    private Future<Optional<Seen>> read(Tenant tenant, SessionRecord record, Optional<TraceParent> trace) {
        var account = tenant.accountOrDefault(record.account());
        var step = new TraceSteps.Step("read back", trace, tenant.id(), record.id());
        return steps.follow(
                        step,
                        place -> get(account, record.id(), place)
                                .map(answer -> answer.session(record.id()).map(shown -> new Seen(shown, answer.body())))
                                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS))
                .otherwise(Optional.empty());
    }

    private Future<KlarnaAnswer> get(Account account, String session, Optional<TraceParent> place) {
        return klarna.call(account.upstream(), KlarnaRequest.get("/hpp/v1/sessions/" + session, place));
    }

    /**
     * The account whose session this is, by asking with each; empty when Klarna knows it under none. Fails with 503 when it
     * could not be asked with one of them.
     */
    Future<Optional<Account>> owner(Tenant tenant, String session, Optional<TraceParent> trace) {
        var step = new TraceSteps.Step("find owner", trace, tenant.id(), session);
        // As long as it takes: what is taken in after Klarna hung up is taken in, and her next call finds it.
        return steps.follow(step, place -> owner(tenant.accounts(), session, place))
                .recover(failure -> Future.failedFuture(CALL_AGAIN.toException()));
    }

    private Future<Optional<Account>> owner(List<Account> accounts, String session, Optional<TraceParent> place) {
        var asked =
                accounts.stream().map(account -> owns(account, session, place)).toList();
        Promise<Optional<Account>> found = Promise.promise();
        asked.forEach(one -> one.onSuccess(owner -> owner.ifPresent(known -> found.tryComplete(owner))));
        // Only 404 by all of them means that it is nobody's.
        Future.join(asked).onSuccess(all -> found.tryComplete(Optional.empty())).onFailure(found::tryFail);
        return found.future();
    }

    private Future<Optional<Account>> owns(Account account, String session, Optional<TraceParent> place) {
        return get(account, session, place).map(answer -> {
            if (answer.session(session).isPresent()) {
                return Optional.of(account);
            }
            if (answer.status() != 404) {
                throw CALL_AGAIN.toException();
            }
            return Optional.<Account>empty();
        });
    }
}
