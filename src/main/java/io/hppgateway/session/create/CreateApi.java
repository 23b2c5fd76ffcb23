package io.hppgateway.session.create;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.Subject;
import io.hppgateway.klarna.Forwarding;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.Caller;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** The two calls that make an HPP session. */
public final class CreateApi {
    /** Largest body of a create, in bytes. Klarna's own examples are under 3 KiB. */
    private static final int CREATE_LIMIT = 64 * 1024;
    /** Largest body of a checkout: it holds a payment session, for which Klarna's own limit is 1 MB (Klarna docs, Network API). */
    private static final int CHECKOUT_LIMIT = 1 << 20;

    private final Creates creates;
    private final Checkouts checkouts;
    private final String publicOrigin;

    public CreateApi(Creates creates, Checkouts checkouts, String publicOrigin) {
        this.creates = creates;
        this.checkouts = checkouts;
        this.publicOrigin = publicOrigin;
    }

    /** {@code POST /hpp/v1/sessions}. */
    public void create(RoutingContext ctx) {
        answer(ctx, CREATE_LIMIT, creates::create);
    }

    /** {@code POST /v1/checkouts}. */
    public void checkOut(RoutingContext ctx) {
        answer(ctx, CHECKOUT_LIMIT, checkouts::create);
    }

    private void answer(RoutingContext ctx, int limit, Function<CreateCall, Future<KlarnaAnswer>> make) {
        Bodies.read(ctx.request(), limit)
                .map(body -> call(ctx, body))
                .compose(make)
                .onSuccess(answer -> Forwarding.answer(ctx, answer))
                .onFailure(ctx::fail);
    }

    private CreateCall call(RoutingContext ctx, Buffer body) {
        return new CreateCall(
                Caller.of(ctx).tenant(),
                Forwarding.request(ctx, body),
                ctx.request().getHeader(AccountChoice.HEADER),
                origins(ctx),
                session -> Subject.session(ctx, session));
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
}
