package io.hppgateway.tenant;

import io.hppgateway.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Lets a request pass when its API key is a tenant's and has the scope; 401 or 403 in Klarna's error body otherwise. */
public final class TenantAuth implements Handler<RoutingContext> {
    private static final Problem UNAUTHORIZED = Problem.of(
                    401,
                    "UNAUTHORIZED",
                    "Send a valid API key of this gateway: Authorization: Basic base64(<key id>:<secret>), or Bearer <key>.")
            .with("WWW-Authenticate", "Basic realm=\"hpp-gateway\", charset=\"UTF-8\"");

    private final Tenants tenants;
    private final Scope scope;

    public TenantAuth(Tenants tenants, Scope scope) {
        this.tenants = tenants;
        this.scope = scope;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var caller = PresentedKey.in(ctx.request().getHeader(HttpHeaders.AUTHORIZATION))
                .flatMap(tenants::authenticate)
                .orElseThrow(UNAUTHORIZED::toException);
        if (!caller.key().scopes().contains(scope)) {
            throw forbidden("This API key lacks the scope this path needs.");
        }
        if (caller.tenant().status() == Tenant.Status.SUSPENDED) {
            throw forbidden("This tenant is suspended; ask the operator of the gateway.");
        }
        caller.attachTo(ctx);
        ctx.next();
    }

    private static RuntimeException forbidden(String message) {
        return Problem.of(403, "FORBIDDEN", message).toException();
    }
}
