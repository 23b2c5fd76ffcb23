package io.hppgateway.tenant;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When each key was used last by a request of this process; whoever shows it to people collects it from here. */
public final class KeyUses {
    // As many as there are keys, since only those that are right are noted.
    private final Map<String, Long> fresh = new ConcurrentHashMap<>();

    /** It is used now. */
    void note(String keyId, Instant now) {
        fresh.put(keyId, now.toEpochMilli());
    }

    /** What was noted since the last time, by key id in milliseconds since 1970; it is forgotten here. */
    public Map<String, Long> take() {
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
