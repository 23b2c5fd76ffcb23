package io.hppgateway.callback;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.Problem;
import io.hppgateway.http.Subject;
import io.hppgateway.http.TraceParent;
import io.hppgateway.session.CallbackLinks;
import io.hppgateway.tenant.Tenants;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /callbacks/v1/{tenant}/{nonce}.{mac}?sid=…}: Klarna's {@code status_update}. Answers 200 only when the event is
 * stored; 404 for a link that is not ours, before anything else of the request counts; 503 when Klarna should call again.
 */
public final class CallbackApi {
    /** Largest body, in bytes; Klarna's are under 2 KiB. */
    public static final int BODY_LIMIT = 64 * 1024;

    private static final Problem NO_SUCH_LINK = Problem.notFound("This is no callback link of this gateway.");

    // Klarna calls again; the tenant may be one of those that are still being loaded.
    private static final Problem TOO_EARLY = Problem.of(
                    503,
                    "SERVICE_UNAVAILABLE",
                    "The gateway does not know all its tenants yet. Send the callback again.")
            .with("Retry-After", "1");

    private final CallbackLinks links;
    private final Tenants tenants;
    private final Callbacks callbacks;

    public CallbackApi(CallbackLinks links, Tenants tenants, Callbacks callbacks) {
        this.links = links;
        this.tenants = tenants;
        this.callbacks = callbacks;
    }

    /** Receives one callback. */
    public void receive(RoutingContext ctx) {
        var link = link(ctx).orElseThrow(NO_SUCH_LINK::toException);
        Subject.tenant(ctx, link.tenant().id());
        link.session().ifPresent(session -> Subject.session(ctx, session));
        Bodies.read(ctx.request(), BODY_LIMIT)
                .map(CallbackBody::parse)
                .compose(body -> callbacks.receive(link, body))
                .onSuccess(done -> ctx.response().setStatusCode(200).end())
                .onFailure(ctx::fail);
    }

    private Optional<Callbacks.Link> link(RoutingContext ctx) {
        String tenant = ctx.pathParam("tenant");
        String[] parts = ctx.pathParam("link").split("\\.", -1);
        if (parts.length != 2 || !links.isOurs(tenant, parts[0], parts[1])) {
            return Optional.empty();
        }
        @Nullable String session = ctx.request().getParam("sid");
        var found = tenants.find(tenant);
        if (found.isEmpty() && !tenants.isComplete()) {
            throw TOO_EARLY.toException();
        }
        return found.map(known -> new Callbacks.Link(
                known,
                parts[0],
                Optional.ofNullable(session),
                TraceParent.of(ctx.request().headers())));
    }
}
