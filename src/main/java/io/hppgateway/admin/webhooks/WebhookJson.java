package io.hppgateway.admin.webhooks;

import io.hppgateway.delivery.EndpointState;
import io.hppgateway.http.Durations;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.endpoint.StoredEndpoint;
import io.hppgateway.tenant.endpoint.WebhookKeys;
import io.hppgateway.webhook.Preflight;
import io.hppgateway.webhook.RetrySchedule;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Endpoints as a tenant sees them: no secret, and of a header only its name. */
record WebhookJson(RetrySchedule unset, Instant now) {

    JsonObject of(Webhook webhook, Condition condition) {
        var paused = condition.state().paused();
        return of(webhook)
                .put("status", paused.isPresent() ? "paused" : "active")
                .put("paused_reason", paused.orElse(null))
                .put("health", health(condition));
    }

    /** While nobody can say how it is doing. */
    JsonObject of(Webhook webhook) {
        Endpoint endpoint = webhook.endpoint();
        var json = new JsonObject()
                .put("id", endpoint.id())
                .put("url", endpoint.url().toString())
                .put("description", endpoint.description())
                .put("events", new JsonArray(endpoint.events()))
                .putNull("status")
                .putNull("paused_reason")
                .put("timeout", Durations.show(endpoint.timeout()))
                .put("permits", endpoint.permits())
                .put("rate_limit", endpoint.perSecond() == 0 ? null : endpoint.perSecond())
                .put("schedule", schedule(endpoint.schedule().orElse(unset.delays())))
                .put("headers", headers(endpoint))
                .put("source", webhook.stored().isPresent() ? "api" : "file")
                .put(
                        "version",
                        webhook.stored()
                                .map(stored -> Long.toString(stored.version()))
                                .orElse(null))
                .put("created_at", time(webhook.stored().map(StoredEndpoint::createdAt)))
                .put("updated_at", time(webhook.stored().map(StoredEndpoint::updatedAt)));
        addKeys(json, endpoint);
        return json.putNull("health");
    }

    private static JsonArray schedule(List<Duration> delays) {
        return new JsonArray(delays.stream().map(Durations::show).toList());
    }

    private static JsonArray headers(Endpoint endpoint) {
        return new JsonArray(endpoint.headers().keySet().stream()
                .sorted()
                .map(name -> new JsonObject().put("name", name))
                .toList());
    }

    private void addKeys(JsonObject json, Endpoint endpoint) {
        Predicate<Endpoint.Key> isPrivate = key -> WebhookKeys.isPrivateKey(key.secret());
        var live = endpoint.keys().stream().filter(key -> key.isLiveAt(now)).toList();
        var secrets = live.stream().filter(isPrivate.negate()).toList();
        json.put(
                        "secret_hint",
                        secrets.stream()
                                .findFirst()
                                .map(key -> WebhookKeys.hint(key.secret()))
                                .orElse(null))
                .put(
                        "public_key",
                        live.stream()
                                .filter(isPrivate)
                                .findFirst()
                                .map(key -> WebhookKeys.publicKey(key.secret()))
                                .orElse(null))
                .put(
                        "expiring_keys",
                        new JsonArray(live.stream()
                                .filter(key -> key.until().isPresent())
                                .map(WebhookJson::expiring)
                                .toList()));
    }

    private static JsonObject expiring(Endpoint.Key key) {
        return new JsonObject().put("hint", shown(key.secret())).put("until", time(key.until()));
    }

    private static String shown(Secret secret) {
        return WebhookKeys.isPrivateKey(secret) ? WebhookKeys.publicKey(secret) : WebhookKeys.hint(secret);
    }

    private JsonObject health(Condition condition) {
        EndpointState state = condition.state();
        return new JsonObject()
                .put("consecutive_failures", state.failures())
                .put("failing_since", time(state.failingSince()))
                .put("last_success", time(state.lastSuccess()))
                .put("breaker", breaker(state))
                .put("held_until", time(state.heldUntil()))
                .put(
                        "queue",
                        new JsonObject()
                                .put("waiting_sessions", state.sessions() - state.underWay())
                                .put("in_flight", state.underWay())
                                .put("dead", state.dead()))
                .put("latency", latency(condition.latencies()));
    }

    private JsonObject breaker(EndpointState state) {
        String is = state.brokenUntil()
                .map(until -> until.isAfter(now) ? "open" : "half-open")
                .orElse("closed");
        return new JsonObject().put("state", is).put("until", time(state.brokenUntil()));
    }

    private static JsonObject latency(Latencies latencies) {
        boolean any = latencies.attempts() > 0;
        return new JsonObject()
                .put("attempts", latencies.attempts())
                .put("failed", latencies.failed())
                .put("p50_ms", any ? latencies.p50() : null)
                .put("p99_ms", any ? latencies.p99() : null);
    }

    private static @Nullable String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }

    /** What each of the three pings came to, and what to do about it. */
    static JsonObject of(Preflight.Report report) {
        return new JsonObject()
                .put(
                        "valid",
                        check(
                                report.valid(),
                                report.valid().isAccepted(),
                                "The ping was not accepted. If the receiver checks signatures, give it the secret, then call ping."))
                .put(
                        "forged",
                        unwanted(
                                report.forged(),
                                "A ping signed with a wrong key was accepted: the receiver does not check signatures."))
                .put(
                        "stale",
                        unwanted(
                                report.stale(),
                                "A ping signed ten minutes ago was accepted: the receiver does not check webhook-timestamp,"
                                        + " so whoever records a webhook can send it again."));
    }

    private static JsonObject unwanted(Optional<Preflight.Check> check, String warning) {
        return check.map(sent -> check(sent, !sent.isAccepted(), warning))
                .orElseGet(() -> new JsonObject()
                        .put("ok", null)
                        .put("skipped", "not sent, since the valid ping was not accepted"));
    }

    private static JsonObject check(Preflight.Check check, boolean ok, String warning) {
        return new JsonObject()
                .put("ok", ok)
                .put("status", check.status())
                .put("latency_ms", check.latency().toMillis())
                .put("error", check.error().isEmpty() ? null : check.error())
                .put("warning", ok ? null : warning);
    }
}
