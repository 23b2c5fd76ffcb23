package io.hppgateway.sandbox.hosted;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.Ledger;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Sends the link of an HPP session to a consumer. */
public final class DistributionApi {
    /** The contact fields that each method needs; the first is the address. */
    private static final Map<String, List<String>> CONTACT =
            Map.of("email", List.of("email"), "sms", List.of("phone", "phone_country"), "token", List.of("access_id"));

    private final Ledger ledger;
    private final Outbox outbox;
    private final Supplier<String> baseUrl;

    /** @param baseUrl of the sandbox, without a slash at the end */
    public DistributionApi(Ledger ledger, Outbox outbox, Supplier<String> baseUrl) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.baseUrl = baseUrl;
    }

    public void mount(Router router) {
        router.post("/hpp/v1/sessions/:id/distribution").handler(this::distribute);
    }

    private void distribute(RoutingContext ctx) {
        var exchange = Exchange.of(ctx);
        var session = session(exchange);
        var request = exchange.json();
        Checks.of(request)
                .needs("method", DistributionApi::isMethod)
                .needs("contact_information", JsonObject.class::isInstance)
                .done();
        var method = request.getString("method").toLowerCase(Locale.ROOT);
        var to = address(method, request.getJsonObject("contact_information"));
        if (session.status().isFinal()) {
            throw Problem.of(400, "CONSTRAINT_VIOLATION", "The session has ended: " + session.status() + ".")
                    .toException();
        }
        outbox.send(session, method, to, baseUrl.get() + session.pagePath());
        exchange.answer(204);
    }

    private HostedSession session(Exchange exchange) {
        return ledger.hosted(exchange.merchant(), exchange.pathParam("id"))
                .orElseThrow(() -> Problem.notFound("The HPP session does not exist or has expired.")
                        .toException());
    }

    private static boolean isMethod(Object value) {
        return value instanceof String text && CONTACT.containsKey(text.toLowerCase(Locale.ROOT));
    }

    private static String address(String method, JsonObject contact) {
        var needed = CONTACT.getOrDefault(method, List.of());
        var missing = needed.stream()
                .filter(field -> !Checks.isText(contact.getValue(field, "")))
                .map(field -> "Missing: contact_information." + field)
                .toArray(String[]::new);
        if (missing.length > 0) {
            throw Problem.of(400, "MISSING_CONTACT_DATA", missing).toException();
        }
        return contact.getString(needed.get(0));
    }
}
