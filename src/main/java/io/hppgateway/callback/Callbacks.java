package io.hppgateway.callback;

import io.hppgateway.http.Problem;
import io.hppgateway.http.TraceParent;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.session.PendingSession;
import io.hppgateway.session.SessionRecord;
import io.hppgateway.session.SessionStore;
import io.hppgateway.session.StatusNews;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens with a callback whose link is ours. */
public final class Callbacks {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);
    private static final Problem OTHER_SESSION =
            Problem.notFound("This callback link does not belong to the session that the callback is about.");
    private static final Problem NO_SESSION =
            Problem.badValue("The callback names no session: neither its body nor sid in its link.");

    private final SessionStore store;
    private final StatusNews news;
    private final ReadBack readBack;
    private final Clock clock;

    public Callbacks(SessionStore store, StatusNews news, ReadBack readBack, Clock clock) {
        this.store = store;
        this.news = news;
        this.readBack = readBack;
        this.clock = clock;
    }

    /** The link a callback came by: its tenant, its nonce, the session that Klarna filled in, and the caller's trace. */
    public record Link(Tenant tenant, String nonce, Optional<String> session, Optional<TraceParent> trace) {}

    /** Takes a callback in; succeeds once it is stored, or is known to say nothing new. */
    Future<Void> receive(Link link, CallbackBody body) {
        return Future.succeededFuture(body)
                .map(b -> sessionId(link, b))
                .compose(id -> record(link, id, body))
                .compose(record -> readBack.confirm(link.tenant(), record, body, link.trace())
                        .compose(report -> tell(link, record, report)));
    }

    private Future<Void> tell(Link link, SessionRecord record, Optional<StatusNews.Report> report) {
        return report.map(r ->
                        news.tell(link.tenant(), record, r.in(link.trace())).<Void>mapEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private static String sessionId(Link link, CallbackBody body) {
        Optional<String> told = body.session().map(session -> session.id());
        if (told.isPresent() && link.session().isPresent() && !told.equals(link.session())) {
            throw OTHER_SESSION.toException();
        }
        return told.or(link::session).filter(HppSession::isId).orElseThrow(NO_SESSION::toException);
    }

    private Future<SessionRecord> record(Link link, String id, CallbackBody body) {
        return store.find(link.tenant().id(), id)
                .compose(found -> found.map(record -> ofLink(link, record)).orElseGet(() -> recover(link, id, body)));
    }

    private static Future<SessionRecord> ofLink(Link link, SessionRecord record) {
        // A record without a nonce was found again after a loss; the MAC of the link is all the proof that is left.
        boolean same = record.nonce().equals(link.nonce()) || record.nonce().isEmpty();
        return same ? Future.succeededFuture(record) : Future.failedFuture(OTHER_SESSION.toException());
    }

    /** No record: the callback overtook the answer to the create, or Redis was lost. */
    private Future<SessionRecord> recover(Link link, String id, CallbackBody body) {
        return store.pending(link.tenant().id(), link.nonce())
                .compose(pending -> pending.map(origin -> adopt(link, id, origin, body))
                        .orElseGet(() -> findAtKlarna(link, id, body)))
                .compose(recorded -> store.find(link.tenant().id(), id))
                .map(found -> found.orElseThrow(OTHER_SESSION::toException));
    }

    private Future<Void> adopt(Link link, String id, PendingSession origin, CallbackBody body) {
        if (origin.session().filter(other -> !other.equals(id)).isPresent()) {
            return Future.failedFuture(OTHER_SESSION.toException());
        }
        var expiresAt = body.session()
                .flatMap(s -> s.expiresAt())
                .orElseGet(() -> clock.instant().plus(HppSession.LIFETIME));
        return store.record(link.tenant().id(), id, link.nonce(), origin, expiresAt);
    }

    private Future<Void> findAtKlarna(Link link, String id, CallbackBody body) {
        LOG.atWarn()
                .addKeyValue("tenant", link.tenant().id())
                .addKeyValue("session", id)
                .log("A callback came for a session nobody remembers; asking Klarna for it");
        return readBack.owner(link.tenant(), id, link.trace())
                .compose(owner -> owner.map(account -> adopt(
                                link, id, new PendingSession(account.id(), Optional.empty(), Optional.empty()), body))
                        .orElseGet(() -> Future.failedFuture(OTHER_SESSION.toException())));
    }
}
