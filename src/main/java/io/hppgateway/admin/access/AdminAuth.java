package io.hppgateway.admin.access;

import io.hppgateway.http.Problem;
import io.hppgateway.http.RequestId;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** Lets a request pass when its key is an operator's; tenants' and platforms' keys never are. */
public final class AdminAuth implements Handler<RoutingContext> {
    /** Finds the call in the audit and in the log. */
    private static final String REQUEST_ID = "Hpp-Request-Id";

    private static final String OPERATOR = "hpp.operator";
    private static final Problem OFF = Problem.notFound(
            "The admin API is off, since admin.keys (HPP_ADMIN_KEYS) is not set. bin/new-admin-key makes a key.");
    private static final Problem UNAUTHORIZED = Problem.of(
                    401,
                    "UNAUTHORIZED",
                    "Send an admin key of this gateway: Authorization: Bearer hpa_<id>_<secret>. Tenants' keys are not for this.")
            .with("WWW-Authenticate", "Basic realm=\"hpp-gateway admin\", charset=\"UTF-8\"");

    private final AdminKeys keys;

    public AdminAuth(AdminKeys keys) {
        this.keys = keys;
    }

    @Override
    public void handle(RoutingContext ctx) {
        check(ctx);
        ctx.next();
    }

    /**
     * Finds out who it is.
     *
     * @throws io.hppgateway.http.ProblemException 401 when it is nobody, 404 when the API is off
     */
    public void check(RoutingContext ctx) {
        // On errors too, whose headers are written anew.
        ctx.addHeadersEndHandler(head -> ctx.response().putHeader(REQUEST_ID, RequestId.of(ctx)));
        if (keys.keys().isEmpty()) {
            throw OFF.toException();
        }
        String id =
                keys.find(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)).orElseThrow(UNAUTHORIZED::toException);
        ctx.put(OPERATOR, id);
    }

    /** The id of the admin key that this request came with. */
    public static String operator(RoutingContext ctx) {
        return Objects.requireNonNull(ctx.get(OPERATOR), "AdminAuth stands before every handler that asks who it is");
    }
}
