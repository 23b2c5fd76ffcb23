package io.hppgateway.admin.deliveries;

import io.hppgateway.history.AttemptEntry;
import io.hppgateway.history.Delivery;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Deliveries as a tenant sees them. */
final class DeliveryJson {
    private DeliveryJson() {}

    static JsonObject of(Delivery delivery) {
        var attempts = new JsonArray();
        delivery.attempts().forEach(attempt -> attempts.add(attempt(attempt)));
        return new JsonObject()
                .put("id", delivery.id().toString())
                .put("event", delivery.id().event())
                .put("webhook_id", delivery.id().webhookId())
                .put("endpoint", delivery.id().endpoint())
                .put("replay", delivery.id().replay())
                .put("session", delivery.sessionId())
                .put("type", delivery.type())
                .put("sequence", delivery.sequence())
                .put("status", delivery.state().wire())
                .put("under_way", delivery.underWay())
                .put("behind", delivery.behind())
                .put("next_attempt_at", delivery.next().map(Instant::toString).orElse(null))
                .put("attempts", attempts);
    }

    private static JsonObject attempt(AttemptEntry attempt) {
        return new JsonObject()
                .put("number", attempt.attempt())
                .put("at", attempt.at().toString())
                .put("outcome", attempt.outcome())
                .put("status", attempt.status())
                .put("latency_ms", attempt.latencyMillis())
                .put("error", attempt.error())
                .put("response", attempt.response());
    }
}
