package io.hppgateway.http;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;

/** The id under which one request is found again: in the log, and as {@code correlation_id} of an error of ours. */
public final class RequestId {
    private static final String KEY = "hpp.request-id";

    private RequestId() {}

    /** The id, where somebody has been told it. */
    public static Optional<String> find(RoutingContext ctx) {
        return Optional.ofNullable(ctx.get(KEY));
    }

    /** The id of this request, made on first use. */
    public static String of(RoutingContext ctx) {
        String known = ctx.get(KEY);
        if (known != null) {
            return known;
        }
        var made = UUID.randomUUID().toString();
        ctx.put(KEY, made);
        return made;
    }
}
