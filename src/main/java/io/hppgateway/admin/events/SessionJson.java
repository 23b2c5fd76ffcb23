package io.hppgateway.admin.events;

import io.hppgateway.history.AttemptEntry;
import io.hppgateway.history.DeliveryId;
import io.hppgateway.history.SessionSummary;
import io.hppgateway.history.SessionView;
import io.hppgateway.history.Step;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sessions as a tenant sees them. What Klarna says of the consumer stands in {@code session} only. */
final class SessionJson {
    private static final Buffer NULL = Buffer.buffer("null");

    private SessionJson() {}

    static JsonObject summary(SessionSummary session) {
        return new JsonObject()
                .put("session_id", session.id())
                .put("status", session.status())
                .put("final", session.isFinal())
                .put("sequence", session.sequence())
                .put("account", session.account())
                .put("created_at", session.createdAt().toString())
                .put("updated_at", time(session.updatedAt()))
                .put("expires_at", time(session.expiresAt()))
                .put("verified_at", time(session.verifiedAt()));
    }

    static @Nullable String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    static Buffer view(SessionView view) {
        var timeline = new JsonArray();
        view.timeline().forEach(step -> timeline.add(step(step)));
        var head = summary(view.summary()).put("timeline", timeline).put("timeline_cut", view.cut());
        if (view.unreadable()) {
            head.put("unreadable", true);
        }
        return Answers.with(head, "session", view.session().orElse(NULL));
    }

    private static JsonObject step(Step step) {
        if (step instanceof Step.Tried tried) {
            return attempt(tried.attempt());
        }
        var told = (Step.Told) step;
        return new JsonObject()
                .put("at", told.at().toString())
                .put("kind", "event")
                .put("event", told.event())
                .put("type", told.type())
                .put("sequence", told.sequence())
                .put("status", told.status())
                .put("source", told.source())
                .put("verified", told.verified())
                .put("outdated", told.outdated());
    }

    private static JsonObject attempt(AttemptEntry attempt) {
        var id = DeliveryId.of(attempt);
        return new JsonObject()
                .put("at", attempt.at().toString())
                .put("kind", "attempt")
                .put("delivery", id.toString())
                .put("event", id.event())
                .put("endpoint", id.endpoint())
                .put("replay", id.replay())
                .put("number", attempt.attempt())
                .put("outcome", attempt.outcome())
                .put("status", attempt.status())
                .put("latency_ms", attempt.latencyMillis())
                .put("error", attempt.error());
    }
}
