package io.hppgateway.admin.operators;

import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.PlatformKey;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.stored.AuditEntry;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.Registry;
import io.hppgateway.tenant.stored.RegistryStore;
import io.hppgateway.tenant.stored.Stored;
import io.hppgateway.tenant.stored.StoredPlatformKey;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /admin/v1/platform-keys}: keys that act for a list of tenants, or for all. */
public final class PlatformKeysApi {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,40}");

    /** One record of some 40 KB at most. */
    private static final int MOST_TENANTS = 1000;

    private final Registry registry;
    private final KeyUseStore uses;
    private final Clock clock;

    PlatformKeysApi(Registry registry, KeyUseStore uses, Clock clock) {
        this.registry = registry;
        this.uses = uses;
        this.clock = clock;
    }

    /** {@code GET /admin/v1/platform-keys}. */
    public void list(RoutingContext ctx) {
        registry.refresh()
                .compose(fresh -> {
                    var keys = registry.platformKeys();
                    return uses.of(keys.stream().map(StoredPlatformKey::id).toList())
                            .map(used -> {
                                var all = new JsonArray();
                                keys.forEach(key -> all.add(
                                        Shown.platformKey(key.platformKey(), Optional.ofNullable(used.get(key.id())))));
                                return new JsonObject().put("data", all);
                            });
                })
                .onSuccess(all -> Calls.answer(ctx, 200, all))
                .onFailure(ctx::fail);
    }

    /** {@code GET /admin/v1/platform-keys/{key}}. */
    public void read(RoutingContext ctx) {
        found(ctx, OptionalLong.empty()).compose(stored -> show(ctx, stored)).onFailure(ctx::fail);
    }

    private Future<StoredPlatformKey> found(RoutingContext ctx, OptionalLong version) {
        return registry.refresh().map(fresh -> {
            var stored = registry.platformKey(Calls.param(ctx, "key")).orElseThrow(() -> Calls.unknown("platform key"));
            if (version.isPresent() && version.getAsLong() != stored.version()) {
                throw Registrations.stale();
            }
            return stored;
        });
    }

    private Future<Void> show(RoutingContext ctx, StoredPlatformKey stored) {
        return uses.of(List.of(stored.id()))
                .onSuccess(used -> Calls.answer(
                        ctx,
                        200,
                        stored.version(),
                        Shown.platformKey(stored.platformKey(), Optional.ofNullable(used.get(stored.id())))))
                .mapEmpty();
    }

    /** {@code POST /admin/v1/platform-keys}: 201 with {@code key}, which is never shown again. */
    public void create(RoutingContext ctx) {
        String id = KeyRequest.newId();
        var secret = KeyRequest.newSecret();
        Calls.body(ctx)
                .map(body -> Calls.fields(body, fields -> read(fields, blank(id, ApiKey.sha256(secret.reveal())))))
                .compose(made -> registry.put(
                                made, entry(ctx, "platform-key.create", Optional.empty(), Optional.of(made)))
                        .map(put -> done(put, made)))
                .onSuccess(stored -> {
                    ctx.response().putHeader(HttpHeaders.LOCATION, ctx.normalizedPath() + "/" + id);
                    // Nobody has used it, so nothing is read that could fail and take the secret with it.
                    var json = Shown.platformKey(stored.platformKey(), Optional.empty());
                    Calls.answer(ctx, 201, stored.version(), json.put("key", KeyRequest.whole(id, secret)));
                })
                .onFailure(ctx::fail);
    }

    private StoredPlatformKey blank(String id, String sha256) {
        var now = clock.instant();
        var scopes = Scope.ofTenants();
        var key = new ApiKey(id, "", sha256, scopes, Optional.empty(), Optional.of(now));
        return new StoredPlatformKey(Stored.NEW, new PlatformKey(key, Set.of()), now, now);
    }

    /** {@code PATCH /admin/v1/platform-keys/{key}}: name, tenants, scopes, end. */
    public void change(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(patch -> found(ctx, Calls.version(ctx)).compose(stored -> {
                    var changed = Calls.fields(patch, fields -> read(fields, stored));
                    return registry.put(
                                    changed,
                                    entry(ctx, "platform-key.change", Optional.of(stored), Optional.of(changed)))
                            .map(put -> done(put, changed));
                }))
                .compose(stored -> show(ctx, stored))
                .onFailure(ctx::fail);
    }

    /** {@code DELETE /admin/v1/platform-keys/{key}}: it is refused from now on. */
    public void revoke(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(ignored -> found(ctx, Calls.version(ctx)))
                .compose(stored -> registry.delete(
                                stored, entry(ctx, "platform-key.revoke", Optional.of(stored), Optional.empty()))
                        .map(put -> done(put, stored)))
                .compose(
                        gone -> uses.forget(List.of(gone.id())).otherwiseEmpty().map(gone))
                .onSuccess(gone -> Calls.answer(
                        ctx, 200, new JsonObject().put("id", gone.id()).put("deleted", true)))
                .onFailure(ctx::fail);
    }

    private StoredPlatformKey done(RegistryStore.Put put, StoredPlatformKey changed) {
        if (put != RegistryStore.Put.DONE) {
            throw Calls.conflict(
                    put == RegistryStore.Put.CONFLICT
                            ? "The key was changed at the same time. Try again."
                            : "There are " + RegistryStore.MOST
                                    + " tenants and platform keys, as many as there may be.");
        }
        return registry.platformKey(changed.id())
                .filter(now -> now.version() > changed.version())
                .orElse(changed);
    }

    private static AuditEntry entry(
            RoutingContext ctx, String what, Optional<StoredPlatformKey> before, Optional<StoredPlatformKey> after) {
        String id = after.or(() -> before).map(StoredPlatformKey::id).orElse("");
        return Calls.entry(ctx, what, "platform-key/" + id, shown(before), shown(after));
    }

    private static JsonObject shown(Optional<StoredPlatformKey> key) {
        return key.map(stored -> Shown.platformKey(stored.platformKey(), Optional.empty()))
                .orElseGet(JsonObject::new);
    }

    private StoredPlatformKey read(JsonFields fields, StoredPlatformKey before) {
        var old = before.platformKey().key();
        var key = new ApiKey(
                old.id(),
                KeyRequest.name(fields).orElse(old.name()),
                old.sha256(),
                scopes(fields, old.scopes()),
                KeyRequest.expiry(fields, clock.instant())
                        .or(() -> fields.isNull("expires_at") ? Optional.empty() : old.expiresAt()),
                old.createdAt());
        var tenants = tenants(fields, before.platformKey().tenants());
        return new StoredPlatformKey(
                before.version(), new PlatformKey(key, tenants), before.createdAt(), clock.instant());
    }

    private static Set<Scope> scopes(JsonFields fields, Set<Scope> before) {
        var scopes = EnumSet.of(Scope.PLATFORM);
        for (String name : KeyRequest.scopes(fields)) {
            Scope.named(name)
                    .ifPresentOrElse(scopes::add, () -> fields.fault("scopes", "may hold only " + Scope.names()));
        }
        if (scopes.size() == 1) {
            scopes.addAll(before);
        }
        return scopes;
    }

    private static Set<String> tenants(JsonFields fields, Set<String> before) {
        var tenants = new HashSet<>(fields.texts("tenants"));
        boolean given = fields.has("tenants");
        boolean all = tenants.equals(Set.of(PlatformKey.EVERY_TENANT));
        boolean ids = !tenants.isEmpty()
                && tenants.size() <= MOST_TENANTS
                && tenants.stream().allMatch(TENANT.asMatchPredicate());
        if (given && !all && !ids) {
            fields.fault("tenants", "must hold ids of tenants, " + MOST_TENANTS + " at most, or * alone for all");
        }
        if (!given && before.isEmpty()) {
            fields.fault("tenants", "is missing; it must hold ids of tenants, or * alone for all");
        }
        return given ? tenants : before;
    }
}
