package io.hppgateway.http;

import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;

/**
 * Refuses a path or a query that cannot be read, such as {@code /%zz}: it would fail in the middle of a route's work. So could one
 * with a control character or more than ASCII in it at Klarna, where calls that break off count against the host, for everybody.
 */
public final class PathCheck {
    private static final Problem UNREADABLE = Problem.badValue(
            "The path or the query is malformed: a % in it is not followed by two hex digits of UTF-8, or a character in it"
                    + " is none of visible ASCII and has to be percent-encoded.");

    private PathCheck() {}

    /** Passes on what can be read. */
    public static void handle(RoutingContext ctx) {
        if (isReadable(ctx)) {
            ctx.next();
        } else {
            ctx.fail(UNREADABLE.toException());
        }
    }

    private static boolean isReadable(RoutingContext ctx) {
        try {
            return Letters.areAll(ctx.request().uri(), Integer.MAX_VALUE, Letters::isVisible)
                    && ctx.normalizedPath() != null
                    && (ctx.request().query() == null || ctx.queryParams() != null);
        } catch (IllegalArgumentException | HttpException e) {
            return false;
        }
    }
}
