package io.hppgateway.seal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a walk found and did: counts for each kind and key id. */
final class Tally {
    /** Places that are named of those that nothing opens; the rest is only counted. */
    private static final int NAMED = 20;

    /** What became of a sealed value. */
    enum Fate {
        /** The primary key sealed it. */
        CURRENT,
        SEALED_ANEW,
        /** It would be sealed anew, but nothing was to be changed. */
        OLD,
        /** Somebody changed it meanwhile, so it was left to the next walk. */
        CHANGED,
        /** No key of the keyset opens it. */
        UNREADABLE,
        /** It cannot be changed, and goes by itself. */
        AGES_OUT
    }

    /** One line of a report. */
    record Row(String kind, String keyId, Fate fate) implements Comparable<Row> {
        @Override
        public int compareTo(Row other) {
            int byKind = kind.compareTo(other.kind);
            int byKey = byKind == 0 ? keyId.compareTo(other.keyId) : byKind;
            return byKey == 0 ? fate.compareTo(other.fate) : byKey;
        }
    }

    private final Map<Row, Long> counts = new TreeMap<>();
    private final Map<String, Instant> ends = new TreeMap<>();
    private final List<String> unreadable = new ArrayList<>();

    void add(String kind, String keyId, Fate fate) {
        counts.merge(new Row(kind, keyId, fate), 1L, Long::sum);
    }

    void addUnreadable(String kind, String keyId, String place) {
        add(kind, keyId, Fate.UNREADABLE);
        if (unreadable.size() < NAMED) {
            unreadable.add(place);
        }
    }

    void addPassing(String kind, String keyId, Instant end) {
        add(kind, keyId, Fate.AGES_OUT);
        ends.merge(keyId, end, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** What an earlier walk did counts with what this one does. */
    void addDone(Tally earlier) {
        earlier.counts.forEach((row, count) -> {
            if (row.fate == Fate.SEALED_ANEW) {
                counts.merge(row, count, Long::sum);
            }
        });
    }

    boolean has(Fate fate) {
        return counts.keySet().stream().anyMatch(row -> row.fate == fate);
    }

    Map<Row, Long> counts() {
        return counts;
    }

    /** Until when a key has to open what ages out; only of keys that have such. */
    Map<String, Instant> ends() {
        return ends;
    }

    /** Key and field of some that nothing opens. */
    List<String> unreadable() {
        return unreadable;
    }

    /** The keys under which something is left. */
    Set<String> left() {
        var left = new TreeSet<String>();
        counts.keySet().stream()
                .filter(row -> row.fate != Fate.CURRENT && row.fate != Fate.SEALED_ANEW)
                .forEach(row -> left.add(row.keyId));
        return left;
    }
}
