package io.hppgateway.admin.operators;

import io.hppgateway.admin.access.AdminAuth;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.stored.AuditEntry;
import io.hppgateway.tenant.stored.AuditLog;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an operator use a tenant's own calls, such as those about its webhook endpoints, as the tenant named in the path. What
 * changes something is told to the audit first: those changes are not one script with their entry, as their keys are the
 * tenant's; so an entry says what was asked for, and a second one when it was refused.
 */
public final class ForTenant implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ForTenant.class);

    private final Registrations registrations;
    private final AuditLog log;

    ForTenant(Registrations registrations, AuditLog log) {
        this.registrations = registrations;
        this.log = log;
    }

    /** This behind a guard, as one handler. */
    public Handler<RoutingContext> behind(AdminAuth guard) {
        return ctx -> {
            guard.check(ctx);
            handle(ctx);
        };
    }

    @Override
    public void handle(RoutingContext ctx) {
        // The body is read after Redis answered; until then it waits.
        ctx.request().pause();
        registrations
                .any(Calls.param(ctx, "tenant"))
                .onSuccess(tenant -> new Caller(tenant, key(ctx)).attachTo(ctx))
                .compose(tenant -> tell(ctx))
                .onSuccess(told -> ctx.next())
                .onFailure(failure -> {
                    ctx.request().resume();
                    ctx.fail(failure);
                });
    }

    private static ApiKey key(RoutingContext ctx) {
        return new ApiKey(
                AdminAuth.operator(ctx), "", ApiKey.sha256(""), Scope.ofTenants(), Optional.empty(), Optional.empty());
    }

    private Future<Void> tell(RoutingContext ctx) {
        if (ctx.request().method().equals(HttpMethod.GET)) {
            return Future.succeededFuture();
        }
        ctx.addEndHandler(done -> {
            int status = ctx.response().getStatusCode();
            if (status >= 400) {
                log.add(entry(ctx, new JsonObject().put("refused_with", status)))
                        .onFailure(away -> LOG.warn("the audit was not told of a refusal: {}", away.getMessage()));
            }
        });
        return log.add(entry(ctx, new JsonObject()));
    }

    /** The path has no secret; the body may have one, and so it is not told. */
    private static AuditEntry entry(RoutingContext ctx, JsonObject after) {
        String path = ctx.normalizedPath();
        String tail = path.substring(path.indexOf("/webhooks") + 1).replaceFirst("^webhooks", "webhook");
        String object = tail.equals("webhook") ? "webhook/new" : tail;
        return Calls.entry(ctx, "webhook." + verb(ctx.request().method()), object, new JsonObject(), after);
    }

    private static String verb(HttpMethod method) {
        return switch (method.name()) {
            case "PATCH" -> "change";
            case "DELETE" -> "delete";
            default -> "post";
        };
    }
}
