package io.hppgateway.reconcile;

import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.HppStatus;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.session.SessionRecord;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a read of a session means; a function of the claim, the record and Klarna's answer.
 *
 * @param session what Klarna says of it; empty when it says nothing
 * @param json the same as Klarna wrote it
 */
record Finding(CheckOutcome outcome, Optional<HppSession> session, Buffer json) {
    /**
     * Reads that must deny an unverified COMPLETED before tenants hear of it. Klarna's reads may lag behind its callbacks; the
     * fifth is made 30 s × (1 + 2 + 4 + 8 + 16) = 15 min after the callback.
     */
    static final int DENIALS = 5;

    static Finding of(CheckOutcome outcome) {
        return new Finding(outcome, Optional.empty(), Buffer.buffer());
    }

    static Finding of(Claim claim, SessionRecord record, KlarnaAnswer answer, CheckSchedule schedule) {
        if (answer.isSuccess()) {
            return answer.session(record.id())
                    .map(session ->
                            new Finding(judge(claim, record, session, schedule), Optional.of(session), answer.body()))
                    .orElseGet(() -> of(CheckOutcome.UNREACHABLE));
        }
        return of(
                switch (answer.status()) {
                    case 404 -> silence(claim, schedule.isOver(claim.now(), record.expiresAt()));
                    case 401, 403 -> CheckOutcome.REFUSED;
                    case 429 -> CheckOutcome.LIMITED;
                    default -> CheckOutcome.UNREACHABLE;
                });
    }

    private static CheckOutcome silence(Claim claim, boolean over) {
        if (!over) {
            return CheckOutcome.MISSING;
        }
        return claim.doubtful() ? CheckOutcome.UNVERIFIABLE : CheckOutcome.EXPIRED;
    }

    private static CheckOutcome judge(Claim claim, SessionRecord record, HppSession seen, CheckSchedule schedule) {
        if (claim.doubtful()) {
            return confirm(claim, seen);
        }
        if (!seen.status().isFinal() && schedule.isOver(claim.now(), end(record, seen))) {
            return CheckOutcome.EXPIRED;
        }
        return isNewer(record, seen) ? CheckOutcome.FOUND : CheckOutcome.UNCHANGED;
    }

    private static CheckOutcome confirm(Claim claim, HppSession seen) {
        if (seen.status().equals(HppStatus.COMPLETED)) {
            return CheckOutcome.VERIFIED;
        }
        return claim.checks() + 1 < DENIALS ? CheckOutcome.UNCHANGED : CheckOutcome.DENIED;
    }

    /** Klarna may have moved the end. */
    private static Instant end(SessionRecord record, HppSession seen) {
        return seen.expiresAt().orElse(record.expiresAt());
    }

    private static boolean isNewer(SessionRecord record, HppSession seen) {
        // An end follows whatever is none; the time of that may be forged.
        boolean older = !seen.status().isFinal()
                && seen.updatedAt().map(at -> at.isBefore(record.updatedAt())).orElse(false);
        return !seen.status().equals(record.status()) && !older;
    }

    /** The end of the session's life, by the best we know. */
    Instant end(Claim claim) {
        return session.flatMap(HppSession::expiresAt).orElse(claim.expiresAt());
    }
}
