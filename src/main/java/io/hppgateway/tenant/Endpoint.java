package io.hppgateway.tenant;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a tenant listens.
 *
 * @param id unique within the tenant
 * @param description for people; may be empty
 * @param keys sign what it gets, newest first
 * @param events types it wants: exact, {@code session.*}, or {@code *}
 * @param headers custom request headers for receivers that need a token
 * @param timeout of one attempt
 * @param permits deliveries in flight at once, over all gateway processes; 1 makes it strictly first in, first out
 * @param perSecond deliveries a second at most; 0 for no limit
 * @param schedule how long to wait before each attempt, the first one at once; empty for the gateway's own schedule
 */
public record Endpoint(
        String id,
        URI url,
        String description,
        List<Key> keys,
        List<String> events,
        Map<String, Secret> headers,
        Duration timeout,
        int permits,
        int perSecond,
        Optional<List<Duration>> schedule) {

    /**
     * What signs.
     *
     * @param secret {@code whsec_…} for HMAC-SHA256, {@code whsk_…} for Ed25519
     * @param until it signs no more from this moment on, because another one has taken its place
     */
    public record Key(Secret secret, Optional<Instant> until) {

        /** One that signs until further notice. */
        public static Key lasting(Secret secret) {
            return new Key(secret, Optional.empty());
        }

        /** Whether it signs at this moment. */
        public boolean isLiveAt(Instant now) {
            return until.filter(end -> !now.isBefore(end)).isEmpty();
        }
    }

    public Endpoint {
        keys = List.copyOf(keys);
        events = List.copyOf(events);
        headers = Map.copyOf(headers);
        schedule = schedule.map(List::copyOf);
    }

    /** This one with other keys. */
    public Endpoint with(List<Key> others) {
        return new Endpoint(id, url, description, others, events, headers, timeout, permits, perSecond, schedule);
    }

    /** What signs at this moment, newest first. */
    public List<Secret> secrets(Instant now) {
        return keys.stream().filter(key -> key.isLiveAt(now)).map(Key::secret).toList();
    }

    /** Whether it wants events of this type. */
    public boolean wants(String type) {
        return events.stream().anyMatch(wanted -> matches(wanted, type));
    }

    private static boolean matches(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : wanted.equals(type);
    }
}
