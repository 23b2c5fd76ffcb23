package io.hppgateway.tenant;

import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.Optional;

/** Who makes a request: the tenant and the key that proved it. */
public record Caller(Tenant tenant, ApiKey key) {
    private static final String KEY = "hpp.caller";

    /** The caller that {@link TenantAuth} found. */
    public static Caller of(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.get(KEY), "TenantAuth stands before every handler that asks for the caller");
    }

    /** The caller, where there is one. */
    public static Optional<Caller> find(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(KEY));
    }

    /** Whoever guards the request in another way says for whom it is. */
    public void attachTo(RoutingContext ctx) {
        ctx.put(KEY, this);
    }
}
