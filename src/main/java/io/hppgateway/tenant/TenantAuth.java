package io.hppgateway.tenant;

import io.hppgateway.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Lets a request pass when its API key is a tenant's, or a platform's that may act for the tenant in {@value #TENANT}, and has
 * the scope; 401, 403 or 404 in Klarna's error body otherwise.
 */
public final class TenantAuth implements Handler<RoutingContext> {
    /** Names the tenant that a platform key acts for. */
    public static final String TENANT = "Hpp-Tenant";

    private static final Problem UNAUTHORIZED = Problem.of(
                    401,
                    "UNAUTHORIZED",
                    "Send a valid API key of this gateway: Authorization: Basic base64(<key id>:<secret>), or Bearer <key>.")
            .with("WWW-Authenticate", "Basic realm=\"hpp-gateway\", charset=\"UTF-8\"");
    private static final Problem TOO_EARLY = Problem.of(
                    503,
                    "SERVICE_UNAVAILABLE",
                    "The gateway does not know all its tenants yet, since its store is away. Send the request again.")
            .with("Retry-After", "1");
    private static final Problem NOT_NAMED = Problem.badValue(
            "This is a platform's key, which acts for many tenants: name one of them in the header " + TENANT + ".");
    // The same for a tenant outside the key's scope and for one that there is not.
    private static final Problem UNKNOWN =
            Problem.notFound("The header " + TENANT + " names no tenant that this key may act for.");

    private final Tenants tenants;
    private final Scope scope;

    public TenantAuth(Tenants tenants, Scope scope) {
        this.tenants = tenants;
        this.scope = scope;
    }

    @Override
    public void handle(RoutingContext ctx) {
        var caller = caller(ctx);
        if (!caller.key().scopes().contains(scope)) {
            throw forbidden("This API key lacks the scope this path needs.");
        }
        if (caller.tenant().status() == Tenant.Status.SUSPENDED) {
            throw forbidden("This tenant is suspended; ask the operator of the gateway.");
        }
        caller.attachTo(ctx);
        ctx.next();
    }

    private Caller caller(RoutingContext ctx) {
        var presented = PresentedKey.in(ctx.request().getHeader(HttpHeaders.AUTHORIZATION))
                .orElseThrow(UNAUTHORIZED::toException);
        var named = Optional.ofNullable(ctx.request().getHeader(TENANT)).filter(text -> !text.isBlank());
        var own = tenants.authenticate(presented);
        if (own.isPresent()) {
            // Not overlooked: whoever names another tenant must not act for this one by mistake.
            return own.filter(caller -> named.map(caller.tenant().id()::equals).orElse(true))
                    .orElseThrow(this::unknown);
        }
        return tenants.authenticatePlatform(presented)
                .map(key -> acting(key, named.orElseThrow(NOT_NAMED::toException)))
                .orElseThrow(this::nobody);
    }

    private Caller acting(PlatformKey key, String named) {
        return Optional.of(named)
                .filter(key::mayActFor)
                .flatMap(tenants::find)
                .map(tenant -> new Caller(tenant, key.key()))
                .orElseThrow(this::unknown);
    }

    private RuntimeException nobody() {
        return (tenants.isComplete() ? UNAUTHORIZED : TOO_EARLY).toException();
    }

    private RuntimeException unknown() {
        return (tenants.isComplete() ? UNKNOWN : TOO_EARLY).toException();
    }

    private static RuntimeException forbidden(String message) {
        return Problem.of(403, "FORBIDDEN", message).toException();
    }
}
