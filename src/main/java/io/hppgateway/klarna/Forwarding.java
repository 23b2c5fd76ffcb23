package io.hppgateway.klarna;

import io.hppgateway.http.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** What of a caller's request goes to Klarna, and what of Klarna's answer goes back. */
public final class Forwarding {
    // The caller's credentials are for us, Klarna's are put in later; lengths are counted anew; the rest is about the
    // way here.
    private static final Set<String> NOT_TO_KLARNA = Set.of(
            "authorization",
            "host",
            "content-length",
            "expect",
            "accept-encoding",
            "cookie",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-proto",
            "x-real-ip",
            "hpp-account",
            "hpp-tenant");
    private static final Set<String> NOT_BACK = Set.of("content-length");

    private Forwarding() {}

    /** The caller's request for Klarna, with this body. The path is the normalised one that was routed, so that dots in it lead nowhere else. */
    public static KlarnaRequest request(RoutingContext ctx, Buffer body) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        HopByHop.copy(ctx.request().headers(), headers, NOT_TO_KLARNA);
        String query = ctx.request().query();
        String uri = ctx.normalizedPath() + (query == null ? "" : "?" + query);
        return new KlarnaRequest(ctx.request().method(), uri, headers, body);
    }

    /** Answers with Klarna's status, headers and body. */
    public static void answer(RoutingContext ctx, KlarnaAnswer answer) {
        var response = ctx.response().setStatusCode(answer.status());
        HopByHop.copy(answer.headers(), response.headers(), NOT_BACK);
        boolean bodiless =
                ctx.request().method().equals(HttpMethod.HEAD) || answer.status() == 204 || answer.status() == 304;
        if (bodiless) {
            // A HEAD tells the length of the body it leaves out.
            String length = answer.headers().get(HttpHeaders.CONTENT_LENGTH);
            if (length != null && answer.status() != 204) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, length);
            }
            response.end();
        } else {
            response.end(answer.body());
        }
    }
}
