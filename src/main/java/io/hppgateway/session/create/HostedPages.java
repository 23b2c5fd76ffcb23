package io.hppgateway.session.create;

import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.session.SessionStore;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes an HPP session at Klarna and records it. */
public final class HostedPages {
    private static final Logger LOG = LoggerFactory.getLogger(HostedPages.class);

    private final Klarna klarna;
    private final SessionStore store;
    private final ClaimStore claims;
    private final Openings openings;
    private final String publicBase;

    public HostedPages(Klarna klarna, SessionStore store, ClaimStore claims, Openings openings, String publicBase) {
        this.klarna = klarna;
        this.store = store;
        this.claims = claims;
        this.openings = openings;
        this.publicBase = publicBase;
    }

    /** What is to be recorded of a session. */
    private record Made(Opening opening, String session, Instant expiresAt, Optional<SessionStore.Kept> kept) {}

    /** Sends a create that was opened; the answer is the tenant's, whatever its status. */
    Future<KlarnaAnswer> make(Creation creation) {
        var opening = creation.opening();
        return klarna.call(opening.account().upstream(), creation.forKlarna())
                .compose(answer -> conclude(creation, answer))
                .recover(failure -> openings.failed(opening, failure));
    }

    private Future<KlarnaAnswer> conclude(Creation creation, KlarnaAnswer answer) {
        if (!answer.isSuccess()) {
            var refusal = creation.shape().apply(answer);
            return openings.refused(creation.opening(), refusal).map(refusal);
        }
        var created = CreateAnswer.parse(answer.body());
        creation.opening().made().accept(created.sessionId());
        var forTenant = creation.forTenant(answer, created, publicBase);
        var made = made(creation.opening(), created, forTenant);
        return Again.untilDone(() -> record(made)).otherwiseEmpty().map(forTenant);
    }

    private Made made(Opening opening, CreateAnswer created, KlarnaAnswer forTenant) {
        var expiresAt = created.expiresAt().orElseGet(() -> Instant.now().plus(HppSession.LIFETIME));
        var kept = opening.claim().map(claim -> claims.kept(claim, forTenant));
        return new Made(opening, created.sessionId(), expiresAt, kept);
    }

    /** A session that Klarna made is the tenant's, also when Redis went away meanwhile: it is recorded once Redis is back. */
    private Future<Void> record(Made made) {
        var opening = made.opening();
        String tenant = opening.tenant().id();
        return store.record(
                        tenant,
                        made.session(),
                        opening.link().nonce(),
                        opening.pending(),
                        made.expiresAt(),
                        made.kept())
                .onFailure(failure -> LOG.atWarn()
                        .addKeyValue("tenant", tenant)
                        .addKeyValue("session", made.session())
                        .addKeyValue("error", failure.getMessage())
                        .log("An HPP session is not recorded yet; its first callback would bring the record too"));
    }
}
