package io.hppgateway.admin.webhooks;

import io.hppgateway.delivery.Endpoints;
import io.hppgateway.guard.AddressGuard;
import io.hppgateway.history.AttemptLog;
import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.webhook.Preflight;
import io.hppgateway.webhook.RetrySchedule;
import io.hppgateway.webhook.Target;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** A tenant's webhook endpoints, as the tenant sees and sets them. */
public final class WebhooksApi {
    private static final int LONGEST_REASON = 200;
    private static final String REASON = "paused by the tenant";

    private final Webhooks webhooks;
    private final WebhookRequest requests;
    private final Endpoints endpoints;
    private final AttemptLog attempts;
    private final Preflight preflight;
    private final RetrySchedule unset;
    private final Clock clock;

    /**
     * What the API works with.
     *
     * @param guard judges an endpoint's URL before it is stored
     * @param unset when to try again, for an endpoint that does not say
     */
    public record Parts(
            Tenants tenants,
            EndpointDirectory directory,
            Endpoints endpoints,
            AttemptLog attempts,
            Preflight preflight,
            AddressGuard guard,
            RetrySchedule unset) {}

    public WebhooksApi(Vertx vertx, Parts parts, Clock clock) {
        this.webhooks = new Webhooks(vertx, parts.tenants, parts.directory, parts.endpoints);
        this.requests = new WebhookRequest(parts.guard);
        this.endpoints = parts.endpoints;
        this.attempts = parts.attempts;
        this.preflight = parts.preflight;
        this.unset = parts.unset;
        this.clock = clock;
    }

    /** {@code GET /v1/webhooks}. */
    public void list(RoutingContext ctx) {
        Calls.query(ctx, nothing -> true);
        webhooks.list(Calls.tenant(ctx))
                .compose(all -> json(Calls.tenant(ctx), all))
                .onSuccess(all -> Calls.answer(ctx, 200, new JsonObject().put("data", new JsonArray(all))))
                .onFailure(ctx::fail);
    }

    /** {@code GET /v1/webhooks/{id}}. */
    public void read(RoutingContext ctx) {
        Calls.query(ctx, nothing -> true);
        found(ctx).onSuccess(webhook -> show(ctx, webhook)).onFailure(ctx::fail);
    }

    /** {@code POST /v1/webhooks?preflight=true|false|required}: 201 with the secret, which is never shown again. */
    public void create(RoutingContext ctx) {
        var flight =
                Calls.query(ctx, fields -> fields.choice("preflight", Creation.Flight.class, Creation.Flight.TRUE));
        Calls.body(ctx)
                .map(body -> requests.create(Calls.tenant(ctx).id(), Webhooks.newId(), body, clock.instant()))
                .compose(made -> new Creation(webhooks, Calls.tenant(ctx), this::fly).run(made, flight))
                .onSuccess(more -> created(ctx, more))
                .onFailure(ctx::fail);
    }

    private void created(RoutingContext ctx, Creation.Created created) {
        ctx.response()
                .putHeader(
                        HttpHeaders.LOCATION,
                        ctx.normalizedPath() + "/" + created.webhook().id());
        showOnce(ctx, 201, created.webhook(), created.more());
    }

    /** {@code PATCH /v1/webhooks/{id}}, with {@code If-Match} for one version only. */
    public void change(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(patch -> webhooks.change(
                        Calls.tenant(ctx),
                        Calls.id(ctx),
                        Calls.version(ctx),
                        stored -> requests.change(stored, patch, clock.instant())))
                .onSuccess(webhook -> show(ctx, webhook))
                .onFailure(ctx::fail);
    }

    /** {@code DELETE /v1/webhooks/{id}}: says how many events it was still owed; they count as expired. */
    public void delete(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(ignored -> webhooks.delete(Calls.tenant(ctx), Calls.id(ctx), Calls.version(ctx)))
                .onSuccess(expired -> Calls.answer(
                        ctx,
                        200,
                        new JsonObject()
                                .put("id", Calls.id(ctx))
                                .put("deleted", true)
                                .put("expired_events", expired)))
                .onFailure(ctx::fail);
    }

    /** {@code POST /v1/webhooks/{id}/rotate-secret}: the new key signs at once, the old one beside it until the overlap ends. */
    public void rotateSecret(RoutingContext ctx) {
        Calls.body(ctx)
                .map(KeyChange::read)
                .compose(change -> webhooks.change(
                                Calls.tenant(ctx),
                                Calls.id(ctx),
                                Calls.version(ctx),
                                stored -> change.applyTo(stored, clock.instant()))
                        .onSuccess(webhook -> showOnce(ctx, 200, webhook, rotated(change))))
                .onFailure(ctx::fail);
    }

    private static JsonObject rotated(KeyChange change) {
        // A private Ed25519 key is of no use to a receiver; the endpoint shows the public one.
        return change.key() == KeyChange.Kind.SECRET
                ? new JsonObject().put("secret", change.made().reveal())
                : new JsonObject();
    }

    /** {@code POST /v1/webhooks/{id}/ping}: 200 with what the receiver did, whatever it did. */
    public void ping(RoutingContext ctx) {
        Calls.body(ctx)
                .map(WebhooksApi::nothing)
                .compose(empty -> found(ctx))
                .compose(this::fly)
                .onSuccess(report -> Calls.answer(
                        ctx, 200, new JsonObject().put("id", Calls.id(ctx)).put("preflight", WebhookJson.of(report))))
                .onFailure(ctx::fail);
    }

    private Future<Preflight.Report> fly(Webhook webhook) {
        return preflight.run(webhook.ref(), Target.of(webhook.endpoint(), clock.instant(), unset));
    }

    /** {@code POST /v1/webhooks/{id}/pause}, with {@code {"reason": …}} or without. */
    public void pause(RoutingContext ctx) {
        Calls.body(ctx)
                .map(WebhooksApi::reason)
                .compose(reason -> found(ctx)
                        .compose(webhook -> webhooks.pause(webhook, reason).map(webhook)))
                .onSuccess(webhook -> show(ctx, webhook))
                .onFailure(ctx::fail);
    }

    private static String reason(JsonObject body) {
        var faults = new ArrayList<String>();
        var fields = new JsonFields(body, "", faults);
        String reason = fields.optional("reason").orElse(REASON);
        if (reason.length() > LONGEST_REASON) {
            fields.fault("reason", "must have at most " + LONGEST_REASON + " characters");
        }
        fields.end();
        WebhookRequest.refuse(faults);
        return reason;
    }

    /** {@code POST /v1/webhooks/{id}/resume}: ends a pause, a break and a wait; what it is owed is due now. */
    public void resume(RoutingContext ctx) {
        Calls.body(ctx)
                .map(WebhooksApi::nothing)
                .compose(empty -> found(ctx))
                .compose(webhook -> webhooks.resume(webhook).map(webhook))
                .onSuccess(webhook -> show(ctx, webhook))
                .onFailure(ctx::fail);
    }

    private static JsonObject nothing(JsonObject body) {
        var faults = new ArrayList<String>();
        new JsonFields(body, "", faults).end();
        WebhookRequest.refuse(faults);
        return body;
    }

    private Future<Webhook> found(RoutingContext ctx) {
        return webhooks.find(Calls.tenant(ctx), Calls.id(ctx));
    }

    private void show(RoutingContext ctx, Webhook webhook) {
        json(Calls.tenant(ctx), List.of(webhook))
                .onSuccess(all -> answer(ctx, 200, webhook, all.get(0)))
                .onFailure(ctx::fail);
    }

    /** The change was made and its secret is shown only now, whether anybody can say how the endpoint is doing or not. */
    private void showOnce(RoutingContext ctx, int status, Webhook webhook, JsonObject more) {
        json(Calls.tenant(ctx), List.of(webhook))
                .map(all -> all.get(0))
                .otherwise(away -> shape().of(webhook))
                .onSuccess(json -> answer(ctx, status, webhook, json.mergeIn(more)))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, int status, Webhook webhook, JsonObject json) {
        webhook.stored()
                .ifPresent(stored -> ctx.response().putHeader(HttpHeaders.ETAG, "\"" + stored.version() + "\""));
        Calls.answer(ctx, status, json);
    }

    private Future<List<JsonObject>> json(Tenant tenant, List<Webhook> all) {
        return Condition.of(tenant.id(), all, endpoints, attempts).map(conditions -> {
            var json = new ArrayList<JsonObject>();
            for (int i = 0; i < all.size(); i++) {
                json.add(shape().of(all.get(i), conditions.get(i)));
            }
            return json;
        });
    }

    private WebhookJson shape() {
        return new WebhookJson(unset, clock.instant());
    }
}
