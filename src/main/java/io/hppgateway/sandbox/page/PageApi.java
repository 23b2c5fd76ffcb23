package io.hppgateway.sandbox.page;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.Action;
import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.Moves;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** The hosted page and what it asks for, and the sandbox's own pages. */
public final class PageApi {
    private static final String PAGE = "/pay/hpp/:token";

    private final Ledger ledger;
    private final Moves moves;
    private final Supplier<String> baseUrl;
    private final Assets assets = new Assets();

    /** @param baseUrl of the sandbox, without a slash at the end */
    public PageApi(Ledger ledger, Moves moves, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.moves = moves;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.get("/").handler(ctx -> assets.page(ctx, 200, "index.html"));
        router.get("/outbox").handler(ctx -> assets.page(ctx, 200, "outbox.html"));
        router.get("/pay/assets/:name").handler(assets::serve);
        router.get("/pay/orders/:id/redirect").handler(ctx -> redirect(ctx, "/"));
        router.get("/pay/tokens/:id/redirect").handler(ctx -> redirect(ctx, "/"));
        router.get(PAGE).handler(this::open);
        router.get(PAGE + "/done").handler(this::done);
        router.get(PAGE + "/distribute").handler(this::distribute);
        router.get(PAGE + "/qr").handler(this::qr);
        router.get(PAGE + "/state").handler(this::state);
        router.post(PAGE + "/actions").handler(Exchange::read).handler(this::act);
    }

    private void open(RoutingContext ctx) {
        var session = ledger.page(ctx.pathParam("token"));
        session.filter(this::isOpen).ifPresent(found -> moves.make(found, Action.OPEN));
        // An unknown link gets the page too: it says so in words a consumer understands.
        assets.page(ctx, session.isPresent() ? 200 : 404, "page.html");
    }

    private void done(RoutingContext ctx) {
        var known = ledger.page(ctx.pathParam("token")).isPresent();
        assets.page(ctx, known ? 200 : 404, "page.html");
    }

    private void distribute(RoutingContext ctx) {
        redirect(ctx, session(ctx).pagePath());
    }

    private void qr(RoutingContext ctx) {
        var link = baseUrl.get() + session(ctx).pagePath();
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "image/png").end(QrCode.png(link));
    }

    private void state(RoutingContext ctx) {
        Exchange.of(ctx).answer(200, new PageState(session(ctx), ledger.now()).toJson());
    }

    private void act(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var session = session(ctx);
        var action = Action.named(exchange.json().getString("action"))
                .filter(named -> named != Action.EXPIRE)
                .orElseThrow(() -> Problem.badValue("Bad value: action").toException());
        moves.make(session, action);
        var next = session.urls().after(session).orElse(session.pagePath() + "/done");
        exchange.answer(200, new JsonObject().put("redirect", next));
    }

    private boolean isOpen(HostedSession session) {
        return !session.status().isFinal()
                && !session.isExpired(ledger.now())
                && !session.payment().isComplete();
    }

    private HostedSession session(RoutingContext ctx) {
        return ledger.page(ctx.pathParam("token"))
                .orElseThrow(
                        () -> Problem.notFound("There is no such payment page.").toException());
    }

    private static void redirect(RoutingContext ctx, String to) {
        ctx.response().setStatusCode(303).putHeader(HttpHeaders.LOCATION, to).end();
    }
}
