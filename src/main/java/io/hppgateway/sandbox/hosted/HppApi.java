package io.hppgateway.sandbox.hosted;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.Ids;
import io.hppgateway.sandbox.state.Iso;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.Moves;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;

/** Hosted Payment Page sessions: create, read, disable, and the two calls for a shop's till. */
public final class HppApi {
    private static final String SESSIONS = "/hpp/v1/sessions";
    private static final String SESSION = SESSIONS + "/:id";
    private static final Duration IDENTIFICATION_LIFETIME = Duration.ofMinutes(10);

    private final Ledger ledger;
    private final Moves moves;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public HppApi(Ledger ledger, Moves moves, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.moves = moves;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.post(SESSIONS).handler(this::create);
        router.get(SESSION).handler(this::read);
        router.delete(SESSION).handler(this::disable);
        router.post(SESSION + "/distribution-module/token").handler(this::moduleToken);
        router.post(SESSION + "/manual-id-check").handler(this::identify);
    }

    private void create(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var request = HostedRequest.of(exchange.json());
        var payment = request.payment(ledger, exchange.merchant());
        var session = ledger.host(payment, request.options(), request.merchantUrls());
        exchange.answer(201, created(session));
    }

    private void read(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        exchange.answer(200, session(exchange).read());
    }

    private void disable(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        moves.disable(session(exchange));
        exchange.answer(204);
    }

    private void moduleToken(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        exchange.answer(200, new JsonObject().put("token", moduleToken(session(exchange))));
    }

    private void identify(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var session = session(exchange);
        var expiresAt = Iso.text(ledger.now().plus(IDENTIFICATION_LIFETIME));
        var hidden = new JsonObject().put("given_name", "A***").put("family_name", "T*******");
        exchange.answer(
                200,
                session.read()
                        .put(
                                "manual_identification",
                                new JsonObject()
                                        .put("challenge", "B52")
                                        .put("customer_obfuscated", hidden)
                                        .put("expires_at", expiresAt)));
    }

    private HostedSession session(Exchange exchange) {
        return ledger.hosted(exchange.merchant(), exchange.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("The HPP session does not exist or has expired.")
                        .toException());
    }

    private JsonObject created(HostedSession session) {
        var api = baseUrl.get() + SESSIONS + "/" + session.id();
        var page = baseUrl.get() + session.pagePath();
        return new JsonObject()
                .put("session_id", session.id())
                .put("session_url", api)
                .put("distribution_url", api + "/distribution")
                .put("redirect_url", page)
                .put("qr_code_url", page + "/qr")
                .put("expires_at", Iso.text(session.expiresAt()))
                .put("manual_identification_check_url", api + "/manual-id-check")
                .put(
                        "distribution_module",
                        new JsonObject()
                                .put("token", moduleToken(session))
                                .put(
                                        "standalone_url",
                                        page + "/distribute?profile_id={{profile_id}}&view_id={{view_id}}")
                                .put("generation_url", api + "/distribution-module/token"));
    }

    private String moduleToken(HostedSession session) {
        return Ids.unsignedToken(new JsonObject()
                .put("session_id", Ids.session()) // Klarna: an id of the module, not of the HPP session
                .put("iframe_origin", baseUrl.get())
                .put("iframe_url", baseUrl.get() + session.pagePath() + "/distribute")
                .put("event_url", baseUrl.get() + session.pagePath() + "/events"));
    }
}
