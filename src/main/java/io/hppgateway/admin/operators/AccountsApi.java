package io.hppgateway.admin.operators;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.stored.StoredTenant;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** {@code /admin/v1/tenants/{tenant}/accounts}: credentials are written and never shown. */
public final class AccountsApi {
    private static final String ACCOUNTS = "accounts";
    private static final String ID = "id";
    private static final String DEFAULT = "default";

    /** Each request looks through them. */
    private static final int MOST = 50;

    /** Whoever sets one of these takes the others away. */
    private static final List<Set<String>> ALTERNATIVES =
            List.of(Set.of("api_key"), Set.of("username", "password"), Set.of("provider"), Set.of("base_url"));

    private static final List<Set<String>> GROUPS =
            List.of(Set.of("api_key", "username", "password"), Set.of("provider", "base_url"));

    private final Registrations registrations;
    private final CredentialCheck check;

    AccountsApi(Registrations registrations, Klarna klarna) {
        this.registrations = registrations;
        this.check = new CredentialCheck(klarna);
    }

    /** {@code GET …/accounts}. */
    public void list(RoutingContext ctx) {
        registrations
                .any(Calls.param(ctx, "tenant"))
                .onSuccess(tenant -> {
                    var all = new JsonArray();
                    tenant.accounts().forEach(account -> all.add(Shown.account(account, tenant)));
                    Calls.answer(ctx, 200, new JsonObject().put("data", all));
                })
                .onFailure(ctx::fail);
    }

    /** {@code GET …/accounts/{account}}. */
    public void read(RoutingContext ctx) {
        registrations
                .any(Calls.param(ctx, "tenant"))
                .map(tenant -> Shown.account(account(ctx, tenant), tenant))
                .onSuccess(account -> Calls.answer(ctx, 200, account))
                .onFailure(ctx::fail);
    }

    private static Account account(RoutingContext ctx, Tenant tenant) {
        return tenant.account(Calls.param(ctx, "account")).orElseThrow(() -> Calls.unknown("account"));
    }

    /** {@code POST …/accounts}. */
    public void create(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(body -> {
                    String id = String.valueOf(body.getValue(ID));
                    var edit = edit("account.create", id, body, document -> added(document, body));
                    return registrations.change(ctx, edit).onSuccess(stored -> {
                        ctx.response().putHeader(HttpHeaders.LOCATION, ctx.normalizedPath() + "/" + id);
                        answer(ctx, 201, id, stored);
                    });
                })
                .onFailure(ctx::fail);
    }

    /** {@code PATCH …/accounts/{account}}: whoever sets a password takes the API key away, and the other way round. */
    public void change(RoutingContext ctx) {
        String id = Calls.param(ctx, "account");
        Calls.body(ctx)
                .compose(body -> registrations.change(
                        ctx, edit("account.change", id, body, document -> patched(document, id, body))))
                .onSuccess(stored -> answer(ctx, 200, id, stored))
                .onFailure(ctx::fail);
    }

    /** {@code DELETE …/accounts/{account}}: what it made is the default's from then on. */
    public void delete(RoutingContext ctx) {
        String id = Calls.param(ctx, "account");
        Calls.body(ctx)
                .compose(ignored -> registrations.change(
                        ctx, edit("account.delete", id, new JsonObject(), document -> removed(document, id))))
                .onSuccess(stored -> Calls.answer(
                        ctx, 200, stored.version(), new JsonObject().put(ID, id).put("deleted", true)))
                .onFailure(ctx::fail);
    }

    /** {@code POST …/accounts/{account}/test}: 200 with what Klarna says to these credentials, whatever that is. */
    public void test(RoutingContext ctx) {
        Calls.body(ctx)
                .compose(ignored -> registrations.any(Calls.param(ctx, "tenant")))
                .compose(tenant -> check.run(account(ctx, tenant)))
                .onSuccess(report -> Calls.answer(ctx, 200, report))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, int status, String id, StoredTenant stored) {
        var tenant = stored.tenant();
        var account = tenant.account(id).orElseThrow(() -> Calls.unknown("account"));
        Calls.answer(ctx, status, stored.version(), Shown.account(account, tenant));
    }

    private static Edit edit(
            String what, String id, JsonObject body, java.util.function.UnaryOperator<JsonObject> apply) {
        return new Edit(
                what,
                "account/" + id,
                body,
                apply,
                tenant -> tenant.account(id)
                        .map(account -> Shown.account(account, tenant))
                        .orElseGet(JsonObject::new),
                document -> "accounts[" + index(document, id) + "].");
    }

    private static JsonArray accounts(JsonObject document) {
        return document.getJsonArray(ACCOUNTS);
    }

    private static int index(JsonObject document, String id) {
        var all = accounts(document);
        int at = all.size() - 1;
        while (at >= 0 && !id.equals(String.valueOf(all.getJsonObject(at).getValue(ID)))) {
            at--;
        }
        return at;
    }

    private static JsonObject added(JsonObject document, JsonObject body) {
        if (index(document, String.valueOf(body.getValue(ID))) >= 0) {
            throw Calls.conflict("This tenant has an account of this id already; PATCH it.");
        }
        if (accounts(document).size() >= MOST) {
            throw Calls.conflict("This tenant has " + MOST + " accounts, as many as it may have.");
        }
        onlyDefault(document, body);
        accounts(document).add(body.copy());
        return document;
    }

    private static void onlyDefault(JsonObject document, JsonObject body) {
        if (Boolean.TRUE.equals(body.getValue(DEFAULT))) {
            accounts(document).forEach(other -> ((JsonObject) other).remove(DEFAULT));
        }
    }

    private static JsonObject patched(JsonObject document, String id, JsonObject patch) {
        if (patch.containsKey(ID)) {
            throw io.hppgateway.http.Problem.badValue("id cannot be changed; make another account")
                    .toException();
        }
        var account = existing(document, id);
        onlyDefault(document, patch);
        for (int i = 0; i < ALTERNATIVES.size(); i++) {
            var chosen = ALTERNATIVES.get(i);
            if (chosen.stream().anyMatch(name -> patch.getValue(name) != null)) {
                GROUPS.get(i / 2).stream()
                        .filter(name -> !chosen.contains(name))
                        .forEach(account::remove);
            }
        }
        MergePatch.apply(account, patch);
        return document;
    }

    private static JsonObject existing(JsonObject document, String id) {
        int at = index(document, id);
        if (at < 0) {
            throw Calls.unknown("account");
        }
        return accounts(document).getJsonObject(at);
    }

    private static JsonObject removed(JsonObject document, String id) {
        existing(document, id);
        if (accounts(document).size() == 1) {
            throw Calls.conflict("A tenant needs an account; make another one first.");
        }
        accounts(document).remove(index(document, id));
        return document;
    }
}
