package io.hppgateway.klarna;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.BoundedStream;
import io.hppgateway.http.HopByHop;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** What of a caller's request goes to Klarna, and what of Klarna's answer goes back. */
public final class Forwarding {
    // The caller's credentials are for us, Klarna's are put in later; lengths are counted anew; the rest is about the
    // way here.
    private static final Set<String> NOT_TO_KLARNA = Set.of(
            "authorization",
            "host",
            "content-length",
            "expect",
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

    /**
     * The caller's request for Klarna, with this body, for an answer that is read here: it comes unpacked. The path is the
     * normalised one that was routed, so that dots in it lead nowhere else.
     */
    public static KlarnaRequest request(RoutingContext ctx, Buffer body) {
        var request = passed(ctx, body);
        request.headers().remove(HttpHeaders.ACCEPT_ENCODING);
        return request;
    }

    /** The caller's request for Klarna, with this body, for an answer that is passed on as it comes, packed or not. */
    public static KlarnaRequest passed(RoutingContext ctx, Buffer body) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        HopByHop.copy(ctx.request().headers(), headers, NOT_TO_KLARNA);
        String query = ctx.request().query();
        String uri = ctx.normalizedPath() + (query == null ? "" : "?" + query);
        return new KlarnaRequest(ctx.request().method(), uri, headers, body);
    }

    /**
     * The same with the body while it arrives.
     *
     * @param body paused
     */
    public static KlarnaRequest passed(RoutingContext ctx, BoundedStream body) {
        var request = passed(ctx, Buffer.buffer());
        if (Bodies.isNone(ctx.request())) {
            body.resume(); // for its end, after which the connection takes the next request
            return request;
        }
        String length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            request.headers().set(HttpHeaders.CONTENT_LENGTH, length);
        }
        return new KlarnaRequest(request.method(), request.uri(), request.headers(), request.body(), body);
    }

    /** Headers with the {@code Location} moved from one origin to another. */
    public static MultiMap moved(MultiMap headers, String from, String to) {
        String location = headers.get(HttpHeaders.LOCATION);
        if (location == null || !location.startsWith(from + "/")) {
            return headers;
        }
        return MultiMap.caseInsensitiveMultiMap()
                .addAll(headers)
                .set(HttpHeaders.LOCATION, to + location.substring(from.length()));
    }

    /** Answers with Klarna's status, headers and body. */
    public static void answer(RoutingContext ctx, KlarnaAnswer answer) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return; // the caller has left, or was told that it takes too long
        }
        response.setStatusCode(answer.status());
        HopByHop.copy(answer.headers(), response.headers(), NOT_BACK);
        if (isBodiless(ctx, answer.status())) {
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

    private static boolean isBodiless(RoutingContext ctx, int status) {
        return ctx.request().method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
    }

    /**
     * Answers with Klarna's status and these headers, and passes the body on as fast as the caller takes it. When it breaks
     * off, so does the answer: nobody is to take a part for the whole.
     */
    public static void answer(RoutingContext ctx, KlarnaReply reply, MultiMap headers) {
        if (isBodiless(ctx, reply.status())) {
            reply.whole()
                    .onSuccess(whole -> answer(ctx, new KlarnaAnswer(whole.status(), headers, whole.body())))
                    .onFailure(ctx::fail);
            return;
        }
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            reply.abandon();
            return;
        }
        ctx.addEndHandler(left -> reply.abandon());
        response.setStatusCode(reply.status());
        HopByHop.copy(headers, response.headers(), Set.of());
        if (!headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            response.setChunked(true);
        }
        reply.pipeTo(response).onSuccess(end -> response.end()).onFailure(broken -> breakOff(ctx, broken));
    }

    private static void breakOff(RoutingContext ctx, Throwable failure) {
        if (failure instanceof CancellationException) {
            return; // the caller left; there is nobody to answer
        }
        if (!ctx.response().headWritten()) {
            ctx.response().headers().clear();
        }
        ctx.fail(failure);
    }
}
