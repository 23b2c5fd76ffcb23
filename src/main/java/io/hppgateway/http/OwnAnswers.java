package io.hppgateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;

/** What stands in the head of answers that are our own; Klarna's pass as they are, but for what is true of the host. */
public final class OwnAnswers {
    // One year, as hstspreload.org asks for. Not for subdomains: they are not ours to speak of.
    private static final String HTTPS_ONLY = "max-age=31536000";

    private OwnAnswers() {}

    /** They tell a tenant's affairs, so that nobody is to keep them or to guess that one is a page. */
    public static void keptNowhere(RoutingContext ctx) {
        ctx.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        ctx.next();
    }

    /** Callers of a gateway whose public URL is https are to come that way always. */
    public static Handler<RoutingContext> reachedBy(URI publicBase) {
        return "https".equalsIgnoreCase(publicBase.getScheme()) ? OwnAnswers::httpsOnly : RoutingContext::next;
    }

    private static void httpsOnly(RoutingContext ctx) {
        // Late, so that neither an error nor Klarna's own takes it away or doubles it.
        ctx.addHeadersEndHandler(head -> ctx.response().putHeader("Strict-Transport-Security", HTTPS_ONLY));
        ctx.next();
    }
}
