package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What Klarna says in tests. */
public final class Arrivals {
    private Arrivals() {}

    /** A callback of this session that nobody has seen. */
    public static Arrival of(String tenant, String session, String klarnaEvent, String status, long updatedAt) {
        boolean last = List.of("COMPLETED", "CANCELLED", "DISABLED", "EXPIRED").contains(status);
        var json =
                Buffer.buffer("{\"session_id\":\"" + session + "\",\"status\":\"" + status + "\",  \"ümlaut\":true}");
        var body = Buffer.buffer("{\"event_id\":\"" + klarnaEvent + "\",\"session\":")
                .appendBuffer(json)
                .appendString("}");
        return new Arrival(
                tenant,
                "main",
                session,
                klarnaEvent,
                status,
                last,
                updatedAt,
                0,
                "callback",
                true,
                "session." + status.toLowerCase(java.util.Locale.ROOT),
                body,
                json,
                TraceParent.start());
    }

    /** Endpoints with 16 permits and a lease that no test outlives. */
    public static List<Subscription> subscribed(String tenant, String... endpoints) {
        return Stream.of(endpoints)
                .map(id -> new Subscription(new EndpointRef(tenant, id), 16, Duration.ofSeconds(60)))
                .toList();
    }

    /** One endpoint with these limits. */
    public static List<Subscription> subscribed(String tenant, String endpoint, int permits, Duration lease) {
        return List.of(new Subscription(new EndpointRef(tenant, endpoint), permits, lease));
    }
}
