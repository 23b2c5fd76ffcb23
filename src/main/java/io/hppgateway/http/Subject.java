package io.hppgateway.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Whom a request is about, noted by who finds out for who reports on it, where its path and its key do not say so. */
public final class Subject {
    private static final String TENANT = "hpp.subject.tenant";
    private static final String SESSION = "hpp.subject.session";

    private Subject() {}

    /** It is about this tenant. */
    public static void tenant(RoutingContext ctx, String id) {
        ctx.put(TENANT, id);
    }

    /** The tenant that was noted. */
    public static Optional<String> tenant(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(TENANT));
    }

    /** It is about this HPP session. */
    public static void session(RoutingContext ctx, String id) {
        ctx.put(SESSION, id);
    }

    /** The session that was noted. */
    public static Optional<String> session(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(SESSION));
    }
}
