package io.hppgateway.sandbox.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The files the pages are made of, read once at the start. */
final class Assets {
    private static final List<String> FILES = List.of(
            "page.html",
            "page.css",
            "page.js",
            "money.js",
            "index.html",
            "outbox.html",
            "outbox.js",
            "site.css",
            "badge.svg");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html;charset=utf-8",
            "css", "text/css;charset=utf-8",
            "js", "text/javascript;charset=utf-8",
            "svg", "image/svg+xml");
    // Scripts and styles of our own only; pictures from the merchant's host, whichever it is.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' http: https: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
            + "frame-ancestors 'self'";

    private final Map<String, Buffer> files = new HashMap<>();

    Assets() {
        FILES.forEach(name -> files.put(name, load(name)));
    }

    /** Serves the file that the path parameter {@code name} names, or goes on to a 404. */
    void serve(RoutingContext ctx) {
        var name = String.valueOf(ctx.pathParam("name"));
        if (files.containsKey(name)) {
            send(ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache"), name);
        } else {
            ctx.next();
        }
    }

    /** Serves a page; a page shows state, so nobody may keep it. */
    void page(RoutingContext ctx, int status, String name) {
        var response = ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("Content-Security-Policy", POLICY)
                // Links carry secrets: the merchant's site is not to learn the address of the pay page.
                .putHeader("Referrer-Policy", "no-referrer");
        send(response, name);
    }

    private void send(HttpServerResponse response, String name) {
        response.putHeader("X-Content-Type-Options", "nosniff")
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .end(files.get(name));
    }

    private static Buffer load(String name) {
        try (var in = Assets.class.getResourceAsStream("/sandbox/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the build has no sandbox/" + name);
            }
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
