package io.hppgateway.sandbox.callback;

import io.hppgateway.sandbox.state.Iso;
import io.hppgateway.sandbox.state.StatusEvent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Every try to deliver a callback, oldest first. */
public final class CallbackLog {
    // A load test makes more than anyone reads; the end of it is what gets looked at.
    private static final int LIMIT = 10_000;

    private final Clock clock;
    private final ArrayDeque<JsonObject> attempts = new ArrayDeque<>();

    /** @param clock the time of day for {@code at} */
    public CallbackLog(Clock clock) {
        this.clock = clock;
    }

    void answered(StatusEvent event, int attempt, int status) {
        add(entry(event, attempt).put("http_status", status));
    }

    void failed(StatusEvent event, int attempt, @Nullable Throwable why) {
        var text = why == null ? "unknown" : why.getClass().getSimpleName() + ": " + why.getMessage();
        add(entry(event, attempt).put("error", text));
    }

    /** A fault took the event away. */
    void dropped(StatusEvent event) {
        add(entry(event, 0).put("error", "dropped by a fault"));
    }

    /** Objects of {@code session_id, event_id, event_status, merchant, url, attempt, at} and {@code http_status} or {@code error}. */
    public JsonArray toJson() {
        return new JsonArray(attempts.stream().toList());
    }

    private JsonObject entry(StatusEvent event, int attempt) {
        return new JsonObject()
                .put("session_id", event.sessionId())
                .put("event_id", event.eventId())
                .put("event_status", event.session().getString("status"))
                .put("merchant", event.merchant())
                .put("url", event.url())
                .put("attempt", attempt)
                .put("at", Iso.text(clock.instant()));
    }

    private void add(JsonObject entry) {
        if (attempts.size() == LIMIT) {
            attempts.removeFirst();
        }
        attempts.addLast(entry);
    }
}
