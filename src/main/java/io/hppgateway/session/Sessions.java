package io.hppgateway.session;

import io.hppgateway.http.Problem;
import io.hppgateway.http.TraceParent;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenant does with HPP sessions. */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Problem UNKNOWN = Problem.notFound("There is no HPP session of this id.");

    private final SessionStore store;
    private final Klarna klarna;
    private final StatusNews news;
    private final AccountTrail trail;

    public Sessions(SessionStore store, Klarna klarna, StatusNews news, AccountTrail trail) {
        this.trail = trail;
        this.store = store;
        this.klarna = klarna;
        this.news = news;
    }

    /** The record of a tenant's session; fails with 404 when it has none of this id. */
    Future<SessionRecord> find(Tenant tenant, String id) {
        if (!HppSession.isId(id)) {
            return Future.failedFuture(UNKNOWN.toException());
        }
        return store.find(tenant.id(), id).map(found -> found.orElseThrow(UNKNOWN::toException));
    }

    /** Sends a call about a session to Klarna as it is, with the account that made the session. */
    Future<KlarnaAnswer> pass(Tenant tenant, String id, KlarnaRequest request) {
        return find(tenant, id)
                .compose(record ->
                        klarna.call(tenant.accountOrDefault(record.account()).upstream(), request));
    }

    /** Disables a session at Klarna, and tells the tenant's endpoints, which Klarna does not. */
    Future<KlarnaAnswer> disable(Tenant tenant, String id, KlarnaRequest request) {
        return find(tenant, id)
                .compose(record -> klarna.call(
                                tenant.accountOrDefault(record.account()).upstream(), request)
                        .compose(answer -> answer.isSuccess()
                                ? news.disabled(tenant, record, TraceParent.of(request.headers()))
                                        .map(answer)
                                : Future.succeededFuture(answer)));
    }

    /** Asks Klarna for a session and keeps the answer for the next read. */
    Future<KlarnaAnswer> readUpstream(Tenant tenant, SessionRecord record, KlarnaRequest request) {
        return klarna.call(tenant.accountOrDefault(record.account()).upstream(), request)
                .onSuccess(answer -> keep(record, answer))
                // Klarna has answered: that its token is not remembered is no reason to keep the answer back.
                .compose(answer -> trail.follow(tenant, record, answer.body(), true)
                        .otherwiseEmpty()
                        .map(answer));
    }

    private void keep(SessionRecord record, KlarnaAnswer answer) {
        if (answer.isSuccess() && !isFault(answer)) {
            store.cache(record.tenant(), record.id(), answer.body())
                    .onFailure(failure -> LOG.debug("a read was not kept", failure));
        }
    }

    /** Whether Klarna had no usable answer to a read, such as a proxy's HTML, so that an older one of ours is better. */
    static boolean isFault(KlarnaAnswer answer) {
        return answer.status() >= 500
                || (answer.isSuccess() && HppSession.from(answer.body()).isEmpty());
    }

    /** Whether a failure is Klarna's. */
    static boolean isFault(Throwable failure) {
        return failure instanceof KlarnaException;
    }
}
