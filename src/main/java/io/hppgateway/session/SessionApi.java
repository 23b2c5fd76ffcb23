package io.hppgateway.session;

import io.hppgateway.http.Bodies;
import io.hppgateway.klarna.Forwarding;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;

/** Klarna's HPP paths, as a tenant calls them. */
public final class SessionApi {
    /** Largest body of a create or a distribution, in bytes. Klarna's own examples are under 3 KiB. */
    public static final int BODY_LIMIT = 64 * 1024;

    private final Sessions sessions;
    private final Reads reads;

    public SessionApi(Sessions sessions, Reads reads) {
        this.sessions = sessions;
        this.reads = reads;
    }

    /** {@code GET /hpp/v1/sessions/{id}}. */
    public void read(RoutingContext ctx) {
        answer(ctx, reads.read(tenant(ctx), id(ctx), Forwarding.request(ctx, Buffer.buffer()), wantsFresh(ctx)));
    }

    /** Directives have no case, and may stand on several lines (RFC 9111, 5.2). */
    private static boolean wantsFresh(RoutingContext ctx) {
        return ctx.request().headers().getAll(HttpHeaders.CACHE_CONTROL).stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .anyMatch(directive -> directive.trim().equalsIgnoreCase("no-cache"));
    }

    /** {@code DELETE /hpp/v1/sessions/{id}}. */
    public void disable(RoutingContext ctx) {
        answer(
                ctx,
                Bodies.read(ctx.request(), BODY_LIMIT)
                        .compose(body -> sessions.disable(tenant(ctx), id(ctx), Forwarding.request(ctx, body))));
    }

    /** {@code POST /hpp/v1/sessions/{id}/distribution} and the session's other paths: Klarna's to answer. */
    public void pass(RoutingContext ctx) {
        answer(
                ctx,
                Bodies.read(ctx.request(), BODY_LIMIT)
                        .compose(body -> sessions.pass(tenant(ctx), id(ctx), Forwarding.request(ctx, body))));
    }

    private static Tenant tenant(RoutingContext ctx) {
        return Caller.of(ctx).tenant();
    }

    private static String id(RoutingContext ctx) {
        return ctx.pathParam("session");
    }

    private static void answer(RoutingContext ctx, Future<KlarnaAnswer> answer) {
        answer.onSuccess(ready -> Forwarding.answer(ctx, ready)).onFailure(ctx::fail);
    }
}
