package io.hppgateway.journal;

import io.hppgateway.http.JsonSpots;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;

/**
 * An event as a tenant sees it: {@code {"type", "timestamp", "data": {"event_id", "tenant", "sequence", "source",
 * "verified", "outdated", "session"}}}, or {@code "endpoint"} in the place of the last four. Put together by hand, so that Klarna's JSON stays as it is and costs no parsing.
 */
public final class EventBody {
    private EventBody() {}

    /** The body of a webhook; the same bytes on every attempt. */
    public static Buffer webhook(Event event, Buffer session) {
        return Buffer.buffer("{")
                .appendString(head(event))
                .appendBuffer(session)
                .appendString("}}");
    }

    /**
     * The same with {@code "id"} before it, for who pulls. A content that no key of ours opens gives {@code "session":
     * null, "unreadable": true}.
     */
    public static Buffer listed(Event event) {
        var body = Buffer.buffer("{\"id\":" + JsonSpots.quote(event.id()) + "," + head(event));
        Content content = event.content();
        return content == null
                ? body.appendString("null,\"unreadable\":true}}")
                : body.appendBuffer(content.session()).appendString("}}");
    }

    private static String head(Event event) {
        return "\"type\":" + JsonSpots.quote(event.type())
                + ",\"timestamp\":"
                + JsonSpots.quote(Instant.ofEpochMilli(event.acceptedAt()).toString())
                + ",\"data\":{\"event_id\":" + JsonSpots.quote(event.id())
                + ",\"tenant\":" + JsonSpots.quote(event.tenant())
                + ",\"sequence\":" + event.sequence()
                + (event.isAboutEndpoint() ? ",\"endpoint\":" : ofSession(event));
    }

    private static String ofSession(Event event) {
        return ",\"source\":" + JsonSpots.quote(event.source())
                + ",\"verified\":" + event.verified()
                + ",\"outdated\":" + event.outdated()
                + ",\"session\":";
    }
}
