package io.hppgateway.seal;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What was found, done and left, for people: names and ids, never what is sealed. */
public final class ResealReport {
    private final String primary;
    private final Tally tally;
    private final Set<String> struck;
    private final Set<String> inUse;

    /**
     * @param struck keys that were struck from the ledger
     * @param inUse keys with which a gateway still seals
     */
    ResealReport(String primary, Tally tally, Set<String> struck, Set<String> inUse) {
        this.primary = primary;
        this.tally = tally;
        this.struck = struck;
        this.inUse = inUse;
    }

    /** Whether the primary key alone opens everything, and nobody seals with another one. */
    public boolean isDone() {
        return tally.left().isEmpty() && inUse.isEmpty();
    }

    /** The keys that were struck from the ledger. */
    public Set<String> struck() {
        return Set.copyOf(struck);
    }

    /** The report. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        tally.counts()
                .forEach((row, count) ->
                        lines.add("%s, key %s: %d %s".formatted(row.kind(), row.keyId(), count, said(row.fate()))));
        tally.unreadable().forEach(place -> lines.add("cannot be opened: " + place));
        tally.ends()
                .forEach(
                        (key, end) -> lines.add(
                                "The key " + key + " is needed until " + end
                                        + ", when the last of what ages out is gone. Run this again then, and leave it in the keyset until then."));
        inUse.forEach(key -> lines.add("A gateway still seals with the key " + key
                + ". Give every gateway the keyset in which " + primary + " seals, and run this again."));
        struck.forEach(key -> lines.add("The key " + key
                + " seals nothing any more and is struck from the ledger. Take it out of the keyset:"
                + " bin/new-keyset --rotate."));
        if (isDone()) {
            lines.add("Nothing is left that another key than " + primary + " sealed.");
        }
        return lines;
    }

    private static String said(Tally.Fate fate) {
        return switch (fate) {
            case CURRENT -> "up to date";
            case SEALED_ANEW -> "sealed anew";
            case OLD -> "to be sealed anew";
            case CHANGED -> "changed by somebody meanwhile, with this key or another";
            case UNREADABLE -> "that no key of the keyset opens";
            case AGES_OUT -> "that cannot be changed and age out";
        };
    }
}
