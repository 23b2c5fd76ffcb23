package io.hppgateway.admin.operators;

import io.hppgateway.klarna.Provider;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.PlatformKey;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.TenantLimits;
import io.hppgateway.tenant.endpoint.WebhookKeys;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators see: no secret, and of a credential only the username. */
final class Shown {
    /** Of a stored document: shown from the tenant itself, or not at all. */
    private static final Set<String> ELSEWHERE =
            Set.of("id", "name", "status", "api_keys", "accounts", "status_update", "limits");

    private Shown() {}

    /** A tenant in a list. */
    static JsonObject row(Tenant tenant, boolean registered) {
        return new JsonObject()
                .put("id", tenant.id())
                .put("name", tenant.name())
                .put("status", status(tenant))
                .put("source", registered ? "api" : "file")
                .put("accounts", tenant.accounts().size())
                .put("api_keys", tenant.keys().size())
                .put("webhooks", tenant.endpoints().size());
    }

    /**
     * A tenant.
     *
     * @param stored empty when it stands in a file
     * @param used when its keys were used last
     */
    static JsonObject tenant(Tenant tenant, Optional<StoredTenant> stored, Map<String, Instant> used) {
        var json = settings(tenant, stored)
                .put("source", stored.isPresent() ? "api" : "file")
                .put("version", stored.map(s -> Long.toString(s.version())).orElse(null))
                .put("created_at", time(stored.map(StoredTenant::createdAt)))
                .put("updated_at", time(stored.map(StoredTenant::updatedAt)));
        var keys = new JsonArray();
        tenant.keys().forEach(key -> keys.add(key(key, Optional.ofNullable(used.get(key.id())))));
        var accounts = new JsonArray();
        tenant.accounts().forEach(account -> accounts.add(account(account, tenant)));
        return json.put("accounts", accounts).put("api_keys", keys);
    }

    /** What is set of a tenant itself. */
    static JsonObject settings(Tenant tenant, Optional<StoredTenant> stored) {
        var json = new JsonObject()
                .put("id", tenant.id())
                .put("name", tenant.name())
                .put("status", status(tenant))
                .put("limits", tenant.limits().map(Shown::limits).orElse(null));
        // What the document has besides holds no secret.
        stored.map(StoredTenant::json).orElseGet(JsonObject::new).forEach(entry -> {
            if (!ELSEWHERE.contains(entry.getKey())) {
                json.put(entry.getKey(), entry.getValue());
            }
        });
        var hints = new JsonArray();
        tenant.statusUpdateSecrets().forEach(secret -> hints.add(WebhookKeys.hint(secret)));
        return json.put("status_update", new JsonObject().put("secret_hints", hints));
    }

    private static JsonObject limits(TenantLimits limits) {
        return new JsonObject()
                .put("creates_per_second", limits.createsPerSecond())
                .put("burst", limits.burst());
    }

    private static String status(Tenant tenant) {
        return tenant.status().name().toLowerCase(Locale.ROOT);
    }

    /** An account of a tenant. */
    static JsonObject account(Account account, Tenant tenant) {
        var base = account.upstream().host().base();
        var username = username(account);
        var json = new JsonObject().put("id", account.id());
        Provider.of(base).ifPresent(provider -> json.put("provider", provider.wireName()));
        return json.put("base_url", base.toString())
                .put("credential", username.isPresent() ? "password" : "api_key")
                .put("username", username.orElse(null))
                .put(
                        "markets",
                        new JsonArray(account.markets().stream().sorted().toList()))
                .put("default", tenant.defaultAccount().equals(account));
    }

    /** The user of {@code Basic base64(user:password)}; empty for an API key, which stands there as it is. */
    private static Optional<String> username(Account account) {
        String authorization = account.upstream().authorization().reveal();
        try {
            byte[] pair = Base64.getDecoder().decode(authorization.substring("Basic ".length()));
            String text = new String(pair, StandardCharsets.UTF_8);
            return text.contains(":") ? Optional.of(text.substring(0, text.indexOf(':'))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A key, without its hash. */
    static JsonObject key(ApiKey key, Optional<Instant> used) {
        return new JsonObject()
                .put("id", key.id())
                .put("name", key.name())
                .put("scopes", scopes(key))
                .put("created_at", time(key.createdAt()))
                .put("expires_at", time(key.expiresAt()))
                .put("last_used_at", time(used));
    }

    private static JsonArray scopes(ApiKey key) {
        return new JsonArray(key.scopes().stream().sorted().map(Scope::wireName).toList());
    }

    /** A platform's key. */
    static JsonObject platformKey(PlatformKey key, Optional<Instant> used) {
        return key(key.key(), used)
                .put("tenants", new JsonArray(key.tenants().stream().sorted().toList()));
    }

    static @Nullable String time(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
