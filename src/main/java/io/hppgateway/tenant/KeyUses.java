package io.hppgateway.tenant;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When each key was used last by a request of this process, to the minute; whoever shows it to people collects it from here.
 * To the minute, so that a key in constant use costs a look into a map and not a write to Redis every few seconds.
 */
public final class KeyUses {
    private static final Duration EXACT_TO = Duration.ofMinutes(1);

    // As many as there are keys, since only those that are right are noted; those not used for a minute are forgotten.
    private final Map<String, Long> noted = new ConcurrentHashMap<>();
    private final Map<String, Long> fresh = new ConcurrentHashMap<>();

    /** It is used now. */
    void note(String keyId, Instant now) {
        long time = now.toEpochMilli();
        Long before = noted.get(keyId);
        if (before == null || isOver(before, time)) {
            noted.put(keyId, time);
            fresh.put(keyId, time);
        }
    }

    private static boolean isOver(long noted, long now) {
        return now - noted >= EXACT_TO.toMillis();
    }

    /** What was noted since the last time, by key id in milliseconds since 1970; it is forgotten here. */
    public Map<String, Long> take(Instant now) {
        noted.values().removeIf(time -> isOver(time, now.toEpochMilli()));
        var taken = new HashMap<String, Long>();
        // A request may note a newer time meanwhile; that one stays for the next time.
        fresh.forEach((id, time) -> {
            if (fresh.remove(id, time)) {
                taken.put(id, time);
            }
        });
        return taken;
    }

    /** Takes back what could not be kept elsewhere. */
    public void giveBack(Map<String, Long> taken) {
        taken.forEach((id, time) -> fresh.merge(id, time, Math::max));
    }

    /** When it was used last, if that was not collected yet. */
    public Optional<Instant> last(String keyId) {
        return Optional.ofNullable(fresh.get(keyId)).map(Instant::ofEpochMilli);
    }
}
