package io.hppgateway.http;

import io.vertx.ext.web.RoutingContext;

/** Refuses a path that the router could not read, such as {@code /%zz}: it would fail in the middle of its work. */
public final class PathCheck {
    private static final Problem UNREADABLE =
            Problem.badValue("The path is malformed: a % in it is not followed by two hex digits of UTF-8.");

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
            return ctx.normalizedPath() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
