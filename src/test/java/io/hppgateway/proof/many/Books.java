package io.hppgateway.proof.many;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What was said and what was heard, written down outside of the gateway. */
public final class Books {
    private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> heard = new ConcurrentHashMap<>();
    private final Set<String> direct = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final List<String> failures = new java.util.concurrent.CopyOnWriteArrayList<>();

    /** How a call ended, such as {@code create 201}; {@code 0} is none. */
    void answered(String what, int status, String why) {
        count(answers, what + " " + status);
        if (status != 200 && status != 201) {
            failures.add(what + " " + status + " " + why);
        }
    }

    /** An event, {@code <session>#<number>}, got its 200. */
    void accept(String session, int number) {
        accepted.merge(session, number, Math::max);
    }

    /** A webhook told of it; all others of its session with a smaller number are accepted too. */
    void hear(String event, String source) {
        count(heard, event);
        if (!source.equals("reconciled")) {
            direct.add(event);
        }
    }

    private static void count(Map<String, AtomicInteger> counts, String key) {
        counts.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet();
    }

    /** Events that got a 200 until now. */
    public Set<String> told() {
        var told = new HashSet<String>();
        accepted.forEach((session, last) -> {
            for (int number = 1; number <= last; number++) {
                told.add(session + "#" + number);
            }
        });
        return told;
    }

    /** Events that got a 200 and that nobody has heard of. */
    public Set<String> missing() {
        var missing = told();
        missing.removeAll(heard.keySet());
        return missing;
    }

    /** Those of these events that nobody has heard of because Klarna called. */
    public Set<String> lost(Set<String> events) {
        var lost = new HashSet<>(events);
        lost.removeAll(direct);
        return lost;
    }

    /** Sessions whose last accepted event nobody has heard of. */
    public Set<String> blind() {
        var blind = new HashSet<String>();
        accepted.forEach((session, last) -> {
            if (!heard.containsKey(session + "#" + last)) {
                blind.add(session);
            }
        });
        return blind;
    }

    public int accepted() {
        return accepted.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int duplicates() {
        return heard.values().stream().mapToInt(times -> times.get() - 1).sum();
    }

    /** Calls that did not succeed, each with what was answered. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public String toString() {
        return "accepted=" + accepted() + " missing=" + missing().size() + " duplicates=" + duplicates() + " failed="
                + failures.size() + " answers=" + new TreeMap<>(answers);
    }
}
