package io.hppgateway.sandbox.script;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.Action;
import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.Moves;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** Lists HPP sessions, and does for a test what a consumer does on the page. */
public final class SessionsApi {
    // More than a person reads; a script asks for a session by its id.
    private static final int LIST_LIMIT = 1_000;

    private final Ledger ledger;
    private final Moves moves;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public SessionsApi(Ledger ledger, Moves moves, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.moves = moves;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.get("/sandbox/v1/sessions").handler(this::list);
        router.post("/sandbox/v1/sessions/:id/actions").handler(Exchange::read).handler(this::act);
    }

    private void list(RoutingContext ctx) {
        var all = ledger.allHosted();
        var newest = new JsonArray();
        all.stream()
                .skip(Math.max(0, all.size() - LIST_LIMIT))
                .map(this::describe)
                .forEach(newest::add);
        Exchange.of(ctx).answer(200, new JsonObject().put("sessions", newest));
    }

    private void act(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var action = Action.named(exchange.json().getString("action"))
                .orElseThrow(
                        () -> Problem.badValue("Bad value: action (one of " + String.join(", ", Action.names()) + ")")
                                .toException());
        var session = ledger.anyHosted(exchange.pathParam("id"))
                .orElseThrow(() ->
                        Problem.notFound("The sandbox has no such HPP session.").toException());
        moves.make(session, action);
        exchange.answer(200, session.read());
    }

    private JsonObject describe(HostedSession session) {
        var payment = session.payment();
        return session.read()
                .put("merchant", payment.merchant())
                .put("payment_session_id", payment.id())
                .put("payment_kind", payment.kind().name())
                .put("payment_complete", payment.isComplete())
                .put("expired", session.isExpired(ledger.now()))
                .put("redirect_url", baseUrl.get() + session.pagePath());
    }
}
