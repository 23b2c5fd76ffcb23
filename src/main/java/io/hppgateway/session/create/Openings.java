package io.hppgateway.session.create;

import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaSettings;
import io.hppgateway.limit.Budgets;
import io.hppgateway.limit.Charges;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a create out: once for each idempotency key, and within the limits. Says afterwards what became of it, so that the same
 * key gets
 *
 * <ul>
 *   <li>the first answer again, when Klarna answered: 2xx, or a 4xx that is about the request itself;
 *   <li>another try, when nothing was made: it did not leave, or Klarna answered 401, 403, 408, 425, 429 or 5xx;
 *   <li>409, when nobody knows: no answer came, half of one, a 502 or 504 of somebody in between, or our process died.
 * </ul>
 */
public final class Openings {
    private static final Logger LOG = LoggerFactory.getLogger(Openings.class);
    // Not about the request but about the moment or the credentials, which the operator may mend.
    private static final Set<Integer> TRY_AGAIN = Set.of(401, 403, 408, 425, 429);
    private static final Set<Integer> OF_A_PROXY = Set.of(502, 504);
    // Redis' own time outs and a retry of the connect are within it.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final ClaimStore claims;
    private final Charges charges;
    private final Budgets budgets;
    private final Runnable onLimited;
    private final Duration patience;

    /** @param onLimited told of each create that a limit stops */
    public Openings(ClaimStore claims, Charges charges, Budgets budgets, Runnable onLimited, KlarnaSettings klarna) {
        this.onLimited = onLimited;
        this.claims = claims;
        this.charges = charges;
        this.budgets = budgets;
        this.patience = klarna.responseTimeout();
    }

    /**
     * Opens a create.
     *
     * @param calls how many calls to Klarna it will take, one after the other
     * @return fails with 409, 422, 429, or 503 when Redis is away: then nothing may be sent
     */
    Future<ClaimStore.Opened> open(Opening opening, int calls) {
        var account = opening.account();
        var lease = patience.multipliedBy(calls).plus(MARGIN);
        return claims.open(
                        opening.key(),
                        opening.pending(),
                        opening.claim(),
                        lease,
                        charges.ofCreate(opening.tenant(), account))
                .onFailure(failure -> unopened(opening, failure))
                .compose(opened -> opened.kept().isPresent() || !charges.isShared(account.upstream())
                        ? Future.succeededFuture(opened)
                        : budgets.takeShared(account.upstream())
                                .map(opened)
                                .recover(failure -> released(opening, failure)))
                .onFailure(this::count);
    }

    /** Redis may have opened it although we were not told, and nothing is sent: a claim of this nonce is let go. */
    private void unopened(Opening opening, Throwable failure) {
        if (!(failure instanceof ProblemException)) {
            String nonce = opening.link().nonce();
            // Of the request nothing is held on to, as there may be many of these while Redis is away.
            opening.claim().ifPresent(claim -> Again.later(() -> claims.release(claim, nonce)));
        }
    }

    private void count(Throwable failure) {
        if (failure instanceof ProblemException refused && refused.problem().status() == 429) {
            onLimited.run();
        }
    }

    /** Klarna answered, and made no session. */
    Future<Void> refused(Opening opening, KlarnaAnswer answer) {
        if (OF_A_PROXY.contains(answer.status())) {
            return end(opening, claims::lose);
        }
        boolean again = answer.status() >= 500 || TRY_AGAIN.contains(answer.status());
        return again ? release(opening) : end(opening, (claim, nonce) -> claims.keep(claim, nonce, answer));
    }

    /** A part of it is done, and need not be done again. */
    Future<Void> step(Opening opening, KlarnaAnswer answer) {
        return end(opening, (claim, nonce) -> claims.step(claim, nonce, answer));
    }

    /** There is no answer; fails with what happened. */
    <T> Future<T> failed(Opening opening, Throwable failure) {
        boolean unknown = !(failure instanceof ProblemException)
                && !(failure instanceof KlarnaException known && known.kind().didNotLeave());
        return (unknown ? end(opening, claims::lose) : release(opening))
                .transform(ended -> Future.failedFuture(failure));
    }

    /** Nothing was sent, or what was made does no harm; fails with what happened. */
    <T> Future<T> released(Opening opening, Throwable failure) {
        return release(opening).transform(ended -> Future.failedFuture(failure));
    }

    /** Told to Redis until it hears it: a claim that is only left to its lease stands for an unknown outcome. */
    private Future<Void> release(Opening opening) {
        return end(opening, (claim, nonce) -> Again.untilDone(() -> claims.release(claim, nonce)));
    }

    private Future<Void> end(Opening opening, BiFunction<Claim, String, Future<Void>> how) {
        return opening.claim()
                .map(claim -> how.apply(claim, opening.link().nonce()))
                .orElseGet(Future::succeededFuture)
                // Unless it is let go later, the claim's lease ends it: as unknown, which is the safe side.
                .onFailure(failure -> LOG.warn("An idempotency key was not ended: {}", failure.getMessage()))
                .otherwiseEmpty();
    }
}
