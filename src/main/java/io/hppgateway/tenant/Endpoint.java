package io.hppgateway.tenant;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Where a tenant listens.
 *
 * @param id unique within the tenant
 * @param secrets {@code whsec_…}, newest first; every one signs while a secret is being rotated
 * @param events types it wants: exact, {@code session.*}, or {@code *}
 * @param headers custom request headers for receivers that need a token
 * @param timeout of one attempt
 * @param permits deliveries in flight at once, over all gateway processes; 1 makes it strictly first in, first out
 */
public record Endpoint(
        String id,
        URI url,
        List<Secret> secrets,
        List<String> events,
        Map<String, Secret> headers,
        Duration timeout,
        int permits) {

    public Endpoint {
        secrets = List.copyOf(secrets);
        events = List.copyOf(events);
        headers = Map.copyOf(headers);
    }

    /** Whether it wants events of this type. */
    public boolean wants(String type) {
        return events.stream().anyMatch(wanted -> matches(wanted, type));
    }

    private static boolean matches(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : wanted.equals(type);
    }
}
