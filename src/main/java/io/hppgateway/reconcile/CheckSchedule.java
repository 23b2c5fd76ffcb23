package io.hppgateway.reconcile;

import java.time.Duration;
import java.time.Instant;

/**
 * When a session is checked again: after 10 min, 20, 40, … 6 h, but always shortly before its end and just after it. The
 * script {@code lua/recheck.lua} says the same for the first check after news.
 */
record CheckSchedule(Duration first, Duration longest, Duration unverified, Duration lead, Duration lag) {
    // 2^20 times the first interval is longer than any longest one.
    private static final int MOST_DOUBLINGS = 20;

    static CheckSchedule of(ReconcileSettings settings) {
        return new CheckSchedule(
                settings.firstAfter(),
                settings.longest(),
                settings.unverifiedAfter(),
                settings.expiryLead(),
                settings.expiryLag());
    }

    /**
     * After Klarna answered.
     *
     * @param checks that found nothing since the last news, this one included
     * @param doubtful whether they are about a COMPLETED that Klarna has yet to confirm
     */
    Instant next(Instant now, Instant expiresAt, int checks, boolean doubtful) {
        return around(now, expiresAt, interval(checks, doubtful));
    }

    /** After Klarna did not answer: as if it had not been asked, but more often close to the end of the session. */
    Instant retry(Instant now, Instant expiresAt, int checks, boolean doubtful) {
        boolean lastChance = !now.isBefore(expiresAt.minus(lead)) && now.isBefore(expiresAt);
        var usual = shorter(interval(checks, doubtful), first);
        return around(now, expiresAt, lastChance ? shorter(usual, lead.dividedBy(4)) : usual);
    }

    /** Whether a session's life is over beyond doubt. */
    boolean isOver(Instant now, Instant expiresAt) {
        return !now.isBefore(expiresAt.plus(lag));
    }

    private Duration interval(int checks, boolean doubtful) {
        var base = doubtful ? unverified : first;
        return shorter(base.multipliedBy(1L << Math.min(checks, MOST_DOUBLINGS)), longest);
    }

    private Instant around(Instant now, Instant expiresAt, Duration after) {
        var usual = now.plus(after);
        var before = expiresAt.minus(lead);
        if (now.isBefore(before)) {
            return earlier(usual, before);
        }
        return isOver(now, expiresAt) ? usual : earlier(usual, expiresAt.plus(lag));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}
