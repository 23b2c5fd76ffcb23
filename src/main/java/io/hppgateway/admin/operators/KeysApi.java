package io.hppgateway.admin.operators;

import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@code /admin/v1/tenants/{tenant}/keys}: a key's secret is shown once. */
public final class KeysApi {
    private static final String KEYS = "api_keys";
    private static final String ID = "id";
    private static final String EXPIRES = "expires_at";

    /** Enough to rotate each of some programs' own; they cost memory in every process. */
    private static final int MOST = 50;

    private final Registrations registrations;
    private final KeyUseStore uses;
    private final Clock clock;

    KeysApi(Registrations registrations, KeyUseStore uses, Clock clock) {
        this.registrations = registrations;
        this.uses = uses;
        this.clock = clock;
    }

    /** {@code GET …/keys}. */
    public void list(RoutingContext ctx) {
        registrations
                .any(Calls.param(ctx, "tenant"))
                .compose(tenant -> uses.of(
                                tenant.keys().stream().map(ApiKey::id).toList())
                        .map(used -> {
                            var all = new JsonArray();
                            tenant.keys()
                                    .forEach(key -> all.add(Shown.key(key, Optional.ofNullable(used.get(key.id())))));
                            return new JsonObject().put("data", all);
                        }))
                .onSuccess(all -> Calls.answer(ctx, 200, all))
                .onFailure(ctx::fail);
    }

    /** {@code GET …/keys/{key}}. */
    public void read(RoutingContext ctx) {
        String id = Calls.param(ctx, "key");
        registrations
                .any(Calls.param(ctx, "tenant"))
                .compose(tenant -> shown(tenant, id))
                .onSuccess(json -> Calls.answer(ctx, 200, json))
                .onFailure(ctx::fail);
    }

    private Future<JsonObject> shown(Tenant tenant, String id) {
        var key = find(tenant, id).orElseThrow(() -> Calls.unknown("key"));
        return uses.of(List.of(id)).map(used -> Shown.key(key, Optional.ofNullable(used.get(id))));
    }

    /** One that was just made: nothing is read that could fail and take the secret with it. */
    private static Future<JsonObject> unused(Tenant tenant, String id) {
        var key = find(tenant, id).orElseThrow(() -> Calls.unknown("key"));
        return Future.succeededFuture(Shown.key(key, Optional.empty()));
    }

    private static Optional<ApiKey> find(Tenant tenant, String id) {
        return tenant.keys().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** {@code POST …/keys}: 201 with {@code key}, which is never shown again. */
    public void create(RoutingContext ctx) {
        String id = KeyRequest.newId();
        var secret = KeyRequest.newSecret();
        Calls.body(ctx)
                .map(body -> Calls.fields(body, fields -> read(fields, new JsonObject().put("name", ""))))
                .map(key -> key.put(ID, id)
                        .put("sha256", ApiKey.sha256(secret.reveal()))
                        .put("created_at", clock.instant().toString()))
                .compose(key -> registrations.change(ctx, edit("key.create", id, document -> added(document, key))))
                .compose(stored -> unused(stored.tenant(), id).onSuccess(json -> {
                    ctx.response().putHeader(HttpHeaders.LOCATION, ctx.normalizedPath() + "/" + id);
                    Calls.answer(ctx, 201, stored.version(), json.put("key", KeyRequest.whole(id, secret)));
                }))
                .onFailure(ctx::fail);
    }

    /** {@code PATCH …/keys/{key}}: name, scopes, end. */
    public void change(RoutingContext ctx) {
        String id = Calls.param(ctx, "key");
        Calls.body(ctx)
                .compose(patch ->
                        registrations.change(ctx, edit("key.change", id, document -> changed(document, id, patch))))
                .compose(stored ->
                        shown(stored.tenant(), id).onSuccess(json -> Calls.answer(ctx, 200, stored.version(), json)))
                .onFailure(ctx::fail);
    }

    /** {@code DELETE …/keys/{key}}: it is refused from now on. */
    public void revoke(RoutingContext ctx) {
        String id = Calls.param(ctx, "key");
        Calls.body(ctx)
                .compose(ignored ->
                        registrations.change(ctx, edit("key.revoke", id, document -> removed(document, id))))
                .compose(stored -> forget(id, stored))
                .onSuccess(stored -> Calls.answer(
                        ctx, 200, stored.version(), new JsonObject().put(ID, id).put("deleted", true)))
                .onFailure(ctx::fail);
    }

    private Future<StoredTenant> forget(String id, StoredTenant stored) {
        // What is not forgotten is a few bytes; the key is revoked all the same.
        return uses.forget(List.of(id)).map(stored).otherwise(stored);
    }

    /** Name, scopes and end of a key; what is not given stays as it was. */
    private JsonObject read(JsonFields fields, JsonObject key) {
        KeyRequest.name(fields).ifPresent(name -> key.put("name", name));
        var scopes = KeyRequest.scopes(fields);
        if (!scopes.isEmpty()) {
            key.put("scopes", new JsonArray(scopes));
        }
        KeyRequest.expiry(fields, now()).ifPresent(end -> key.put(EXPIRES, end.toString()));
        return key;
    }

    private Instant now() {
        return clock.instant();
    }

    private JsonObject changed(JsonObject document, String id, JsonObject patch) {
        var key = document.getJsonArray(KEYS).getJsonObject(existing(document, id));
        patch.fieldNames().stream().filter(name -> patch.getValue(name) == null).forEach(key::remove);
        Calls.fields(patch, fields -> read(fields, key));
        return document;
    }

    private static JsonObject added(JsonObject document, JsonObject key) {
        var keys = document.getJsonArray(KEYS, new JsonArray());
        if (keys.size() >= MOST) {
            throw Calls.conflict("This tenant has " + MOST + " keys, as many as it may have. Revoke one.");
        }
        return document.put(KEYS, keys.add(key));
    }

    private static JsonObject removed(JsonObject document, String id) {
        document.getJsonArray(KEYS).remove(existing(document, id));
        return document;
    }

    private static int existing(JsonObject document, String id) {
        int at = index(document, id);
        if (at < 0) {
            throw Calls.unknown("key");
        }
        return at;
    }

    private static int index(JsonObject document, String id) {
        var keys = document.getJsonArray(KEYS, new JsonArray());
        int at = keys.size() - 1;
        while (at >= 0 && !id.equals(keys.getJsonObject(at).getString(ID))) {
            at--;
        }
        return at;
    }

    private static Edit edit(String what, String id, UnaryOperator<JsonObject> apply) {
        return new Edit(
                what,
                "key/" + id,
                new JsonObject(),
                apply,
                tenant -> find(tenant, id)
                        .map(key -> Shown.key(key, Optional.empty()))
                        .orElseGet(JsonObject::new),
                document -> "api_keys[" + index(document, id) + "].");
    }
}
