package io.hppgateway.session;

import io.hppgateway.http.Problem;
import io.hppgateway.http.TraceParent;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a tenant does with HPP sessions. */
public final class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    // 250 ms, 500 ms, … 64 s: two minutes in all, longer than a Redis takes to start or to fail over.
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LAST_PAUSE_MS = 64_000;
    private static final Problem UNKNOWN = Problem.notFound("There is no HPP session of this id.");

    private final SessionStore store;
    private final Klarna klarna;
    private final AccountMemory accounts;
    private final CallbackLinks links;
    private final StatusNews news;
    private final String publicBase;

    public Sessions(
            SessionStore store,
            Klarna klarna,
            AccountMemory accounts,
            CallbackLinks links,
            StatusNews news,
            String publicBase) {
        this.store = store;
        this.klarna = klarna;
        this.accounts = accounts;
        this.links = links;
        this.news = news;
        this.publicBase = publicBase;
    }

    /** Creates a session at Klarna and records it; the answer is the tenant's, whatever its status. */
    Future<KlarnaAnswer> create(SessionCall call) {
        return Future.succeededFuture(call.request().body())
                .map(CreateRequest::parse)
                .compose(request -> begin(call, request))
                .compose(this::open)
                .compose(creation -> klarna.call(creation.account().upstream(), creation.forKlarna())
                        .compose(answer -> conclude(creation, answer)));
    }

    private Future<Creation> begin(SessionCall call, CreateRequest request) {
        return accounts.recall(call.tenant(), request.paymentSessionId())
                .map(maker -> AccountChoice.choose(call.tenant(), call.account(), maker, Optional.empty()))
                .map(account -> Creation.of(
                        call, request, account, links.mint(call.tenant().id())));
    }

    /** Notes the create first: a Redis that is away stops it here, before anything was sent. */
    private Future<Creation> open(Creation creation) {
        return store.open(
                        creation.call().tenant().id(),
                        creation.link().nonce(),
                        creation.account().id(),
                        creation.request().statusUpdate())
                .map(creation);
    }

    private Future<KlarnaAnswer> conclude(Creation creation, KlarnaAnswer answer) {
        if (!answer.isSuccess()) {
            return Future.succeededFuture(answer);
        }
        var created = CreateAnswer.parse(answer.body());
        return record(creation, created).map(creation.forTenant(answer, created, publicBase));
    }

    /** A session that Klarna made is the tenant's, also when Redis went away meanwhile: it is recorded once Redis is back. */
    private Future<Void> record(Creation creation, CreateAnswer created) {
        var expiresAt = created.expiresAt().orElseGet(() -> Instant.now().plus(HppSession.LIFETIME));
        return record(creation, created.sessionId(), expiresAt, FIRST_PAUSE_MS).otherwiseEmpty();
    }

    private Future<Void> record(Creation creation, String session, Instant expiresAt, long pause) {
        String tenant = creation.call().tenant().id();
        return store.record(tenant, session, creation.link().nonce(), creation.pending(), expiresAt)
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("tenant", tenant)
                        .addKeyValue("session", session)
                        .addKeyValue("error", failure.getMessage())
                        .log("An HPP session is not recorded yet; its first callback would bring the record too"))
                .onFailure(failure -> recordLater(creation, session, expiresAt, pause));
    }

    private void recordLater(Creation creation, String session, Instant expiresAt, long pause) {
        var context = Vertx.currentContext();
        if (context != null && pause <= LAST_PAUSE_MS) {
            context.owner().setTimer(pause, due -> record(creation, session, expiresAt, pause * 2));
        }
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
                .onSuccess(answer -> keep(record, answer));
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
