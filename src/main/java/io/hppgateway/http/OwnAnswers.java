package io.hppgateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;

/** Sees to the heads of answers that are our own. Klarna's pass as they are, but for what is true of the host. */
public final class OwnAnswers implements Handler<RoutingContext> {
    // One year, as hstspreload.org asks for. Not for subdomains: they are not ours to speak of.
    private static final String HTTPS_ONLY = "max-age=31536000";

    private final boolean https;
    private final List<String> ours;

    /**
     * @param publicBase the URL that callers reach us by; whoever came by https is to come that way always
     * @param ours beginnings of paths whose answers are our own: they tell a tenant's affairs, so that nobody is to keep them,
     *     or to guess that one is a page
     */
    public OwnAnswers(URI publicBase, List<String> ours) {
        this.https = "https".equalsIgnoreCase(publicBase.getScheme());
        this.ours = List.copyOf(ours);
    }

    @Override
    public void handle(RoutingContext ctx) {
        String path = ctx.request().path(); // not normalised: it may be none
        if (path != null && ours.stream().anyMatch(path::startsWith)) {
            ctx.response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader("X-Content-Type-Options", "nosniff");
        }
        if (https) {
            // Late, so that neither an error nor Klarna's own takes it away or doubles it.
            ctx.addHeadersEndHandler(head -> ctx.response().putHeader("Strict-Transport-Security", HTTPS_ONLY));
        }
        ctx.next();
    }
}
