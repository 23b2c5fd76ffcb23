package io.hppgateway.session;

import io.hppgateway.http.Bodies;
import io.hppgateway.klarna.Forwarding;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Klarna's HPP paths, as a tenant calls them. */
public final class SessionApi {
    /** Largest body of a create or a distribution, in bytes. Klarna's own examples are under 3 KiB. */
    public static final int BODY_LIMIT = 64 * 1024;

    private final Sessions sessions;
    private final Reads reads;
    private final String publicOrigin;

    public SessionApi(Sessions sessions, Reads reads, String publicOrigin) {
        this.sessions = sessions;
        this.reads = reads;
        this.publicOrigin = publicOrigin;
    }

    /** {@code POST /hpp/v1/sessions}. */
    public void create(RoutingContext ctx) {
        answer(
                ctx,
                Bodies.read(ctx.request(), BODY_LIMIT)
                        .map(body -> call(ctx, body))
                        .compose(sessions::create));
    }

    /** {@code GET /hpp/v1/sessions/{id}}. */
    public void read(RoutingContext ctx) {
        String cacheControl = ctx.request().getHeader(HttpHeaders.CACHE_CONTROL);
        boolean fresh = cacheControl != null && cacheControl.contains("no-cache");
        answer(ctx, reads.read(tenant(ctx), id(ctx), Forwarding.request(ctx, Buffer.buffer()), fresh));
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

    private SessionCall call(RoutingContext ctx, Buffer body) {
        return new SessionCall(
                tenant(ctx),
                Forwarding.request(ctx, body),
                ctx.request().getHeader(AccountChoice.HEADER),
                origins(ctx));
    }

    /** Where the caller may believe to be: at our public URL, or at the address it called, such as one inside the cluster. */
    private Set<String> origins(RoutingContext ctx) {
        var origins = new HashSet<String>();
        origins.add(publicOrigin);
        var called = ctx.request().authority();
        if (called != null) {
            String address = called.host().toLowerCase(Locale.ROOT) + (called.port() < 0 ? "" : ":" + called.port());
            origins.add("http://" + address);
            origins.add("https://" + address);
        }
        return origins;
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
