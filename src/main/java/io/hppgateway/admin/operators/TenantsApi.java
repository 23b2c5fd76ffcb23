package io.hppgateway.admin.operators;

import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.Registry;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** {@code /admin/v1/tenants}. */
public final class TenantsApi {
    private static final int MOST_ROWS = 1000;
    private static final int ROWS = 100;

    /** What has calls of its own. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "api_keys", "is not set here; POST …/keys makes keys",
            "webhooks", "is not set here; POST …/webhooks makes endpoints");

    private static final Map<String, String> FIXED = Map.of(
            "id", "cannot be changed",
            "status", "is not set here; POST …/suspend and …/resume do that",
            "accounts", "is not set here; …/accounts does that");

    private final Registry registry;
    private final Tenants tenants;
    private final Registrations registrations;
    private final KeyUseStore uses;
    private final Removal removal;

    TenantsApi(Registry registry, Tenants tenants, Registrations registrations, KeyUseStore uses, Removal removal) {
        this.registry = registry;
        this.tenants = tenants;
        this.registrations = registrations;
        this.uses = uses;
        this.removal = removal;
    }

    /**
     * A page of tenants.
     *
     * @param after the id before the page's first; empty for the beginning
     */
    private record Page(String after, int limit, Optional<String> source, Optional<String> status) {

        static Page read(JsonFields fields) {
            return new Page(
                    fields.optional("after").orElse(""),
                    fields.number("limit", 1, MOST_ROWS, ROWS),
                    oneOf(fields, "source", "file", "api"),
                    oneOf(fields, "status", "active", "suspended"));
        }

        private static Optional<String> oneOf(JsonFields fields, String name, String... allowed) {
            var text = fields.optional(name);
            if (text.isPresent() && !List.of(allowed).contains(text.get())) {
                fields.fault(name, "must be one of " + String.join(", ", allowed));
            }
            return text;
        }

        boolean holds(Tenant tenant, boolean registered) {
            String isFrom = registered ? "api" : "file";
            String is = tenant.status().name().toLowerCase(Locale.ROOT);
            return tenant.id().compareTo(after) > 0
                    && source.map(isFrom::equals).orElse(true)
                    && status.map(is::equals).orElse(true);
        }
    }

    /** {@code GET /admin/v1/tenants?after=&limit=&source=&status=}, by id. */
    public void list(RoutingContext ctx) {
        var page = Calls.query(ctx, Page::read);
        registry.refresh()
                .onSuccess(fresh -> Calls.answer(ctx, 200, rows(page)))
                .onFailure(ctx::fail);
    }

    private JsonObject rows(Page page) {
        var found = tenants.all().stream()
                .filter(tenant -> page.holds(tenant, tenants.isRegistered(tenant.id())))
                .sorted(Comparator.comparing(Tenant::id))
                .limit(page.limit() + 1L)
                .toList();
        boolean more = found.size() > page.limit();
        var rows = new JsonArray();
        found.stream()
                .limit(page.limit())
                .forEach(tenant -> rows.add(Shown.row(tenant, tenants.isRegistered(tenant.id()))));
        return new JsonObject()
                .put("data", rows)
                .put("next", more ? found.get(page.limit() - 1).id() : null)
                .put("has_more", more);
    }

    /** {@code POST /admin/v1/tenants}: as in a file, but for keys and webhooks, which have calls of their own. */
    public void create(RoutingContext ctx) {
        Calls.body(ctx)
                .map(body -> without(body, ELSEWHERE))
                .compose(document -> registrations.create(ctx, document))
                .compose(made -> shown(made).onSuccess(json -> {
                    ctx.response()
                            .putHeader(
                                    HttpHeaders.LOCATION,
                                    "/admin/v1/tenants/" + made.tenant().id());
                    Calls.answer(ctx, 201, made.version(), json);
                }))
                .onFailure(ctx::fail);
    }

    private static JsonObject without(JsonObject body, Map<String, String> refused) {
        var faults = new ArrayList<String>();
        refused.forEach((name, why) -> {
            if (body.containsKey(name)) {
                faults.add(name + " " + why);
            }
        });
        Calls.refuse(faults);
        return body;
    }

    private Future<JsonObject> shown(StoredTenant stored) {
        return used(stored.tenant()).map(used -> Shown.tenant(stored.tenant(), Optional.of(stored), used));
    }

    private Future<Map<String, java.time.Instant>> used(Tenant tenant) {
        return uses.of(tenant.keys().stream().map(ApiKey::id).toList());
    }

    /** {@code GET /admin/v1/tenants/{tenant}}. */
    public void read(RoutingContext ctx) {
        registrations
                .any(Calls.param(ctx, "tenant"))
                .compose(tenant -> used(tenant).onSuccess(used -> {
                    var stored = registry.tenant(tenant.id());
                    stored.ifPresent(own -> ctx.response().putHeader(HttpHeaders.ETAG, "\"" + own.version() + "\""));
                    Calls.answer(ctx, 200, Shown.tenant(tenant, stored, used));
                }))
                .onFailure(ctx::fail);
    }

    /** {@code PATCH /admin/v1/tenants/{tenant}}, with {@code If-Match} for one version only. */
    public void change(RoutingContext ctx) {
        Calls.body(ctx)
                .map(body -> without(without(body, ELSEWHERE), FIXED))
                .compose(patch -> change(ctx, "tenant.change", patch))
                .onFailure(ctx::fail);
    }

    /** {@code POST /admin/v1/tenants/{tenant}/suspend}: calls get 403; callbacks, deliveries and checks go on. */
    public void suspend(RoutingContext ctx) {
        setStatus(ctx, "tenant.suspend", "suspended");
    }

    /** {@code POST /admin/v1/tenants/{tenant}/resume}. */
    public void resume(RoutingContext ctx) {
        setStatus(ctx, "tenant.resume", "active");
    }

    private void setStatus(RoutingContext ctx, String what, String status) {
        Calls.body(ctx)
                .map(body -> Calls.fields(body, nothing -> new JsonObject().put("status", status)))
                .compose(patch -> change(ctx, what, patch))
                .onFailure(ctx::fail);
    }

    private Future<JsonObject> change(RoutingContext ctx, String what, JsonObject patch) {
        var edit = new Edit(
                what,
                "tenant/" + Calls.param(ctx, "tenant"),
                patch,
                document -> MergePatch.apply(document, patch),
                tenant -> Shown.settings(tenant, registry.tenant(tenant.id())));
        return registrations
                .change(ctx, edit)
                .compose(stored -> shown(stored).onSuccess(json -> Calls.answer(ctx, 200, stored.version(), json)));
    }

    /** {@code DELETE /admin/v1/tenants/{tenant}?force=}: see {@link Removal}. */
    public void delete(RoutingContext ctx) {
        boolean force = Calls.query(ctx, fields -> fields.flag("force", false));
        Calls.body(ctx)
                .compose(ignored -> registrations.owned(Calls.param(ctx, "tenant"), Calls.version(ctx)))
                .compose(stored -> removal.run(ctx, stored, force))
                .onSuccess(gone -> Calls.answer(ctx, 200, gone))
                .onFailure(ctx::fail);
    }
}
