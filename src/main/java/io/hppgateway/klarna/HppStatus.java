package io.hppgateway.klarna;

import java.util.Locale;
import java.util.Set;

/**
 * The status of an HPP session in Klarna's word, also one that nobody knows yet (Klarna docs, "Tracking the session
 * status"). FAILED, BACK and ERROR are not final: COMPLETED may follow.
 *
 * @param name as on the wire, such as {@code COMPLETED}
 */
public record HppStatus(String name) {
    public static final HppStatus WAITING = new HppStatus("WAITING");
    public static final HppStatus COMPLETED = new HppStatus("COMPLETED");
    public static final HppStatus CANCELLED = new HppStatus("CANCELLED");
    public static final HppStatus DISABLED = new HppStatus("DISABLED");
    /** Our own word: the session's time is up and Klarna, which tells nobody of it, shows no payment. */
    public static final HppStatus EXPIRED = new HppStatus("EXPIRED");

    /** Ours too, as types of events: what Klarna's own read says of a COMPLETED that a callback told. */
    private static final Set<String> OURS = Set.of("EXPIRED", "VERIFIED", "DENIED");

    /**
     * Whether a callback may tell it. Klarna's words are all in capitals; in other letters, as with a word of ours, its event
     * would have the type of one that says more.
     */
    public boolean isKlarnas() {
        return name.equals(name.toUpperCase(Locale.ROOT)) && !OURS.contains(name);
    }

    /** Whether nothing can follow any more. */
    public boolean isFinal() {
        return equals(COMPLETED) || equals(CANCELLED) || equals(DISABLED) || equals(EXPIRED);
    }

    /** The type of the event that tells of this status: {@code session.completed}. */
    public String eventType() {
        return "session." + name.toLowerCase(Locale.ROOT);
    }
}
