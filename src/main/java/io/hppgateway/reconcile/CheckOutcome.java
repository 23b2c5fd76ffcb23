package io.hppgateway.reconcile;

import java.util.Locale;

/** What asking Klarna about a session came to. */
enum CheckOutcome {
    /** Klarna says what we know. */
    UNCHANGED(true),
    /** A status that nobody told us. */
    FOUND(true),
    /** A COMPLETED that went out unverified is Klarna's own. */
    VERIFIED(true),
    /** A COMPLETED that went out unverified is none, say several reads over minutes. */
    DENIED(true),
    /** The session's time is up, without a payment. */
    EXPIRED(true),
    /** The time of a session whose COMPLETED was never verified is up: nobody can tell any more. */
    UNVERIFIABLE(true),
    /** Klarna has no such session, though its time is not up. */
    MISSING(true),
    /** Klarna does not take the account's credentials. */
    REFUSED(false),
    /** The account is over Klarna's limit. */
    LIMITED(false),
    /** No usable answer. */
    UNREACHABLE(false),
    /** The session is of a tenant that this gateway does not know. */
    UNKNOWN_TENANT(false);

    private final boolean answered;

    CheckOutcome(boolean answered) {
        this.answered = answered;
    }

    /** Whether Klarna told us something about the session, so that the next check may wait longer. */
    boolean isAnswered() {
        return answered;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
