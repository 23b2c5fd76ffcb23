package io.hppgateway.sandbox.hosted;

import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.Iso;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayDeque;

/** Messages that Klarna would have sent; here they stay, newest first. */
public final class Outbox {
    // Enough for a person to look at; nobody reads further back.
    private static final int LIMIT = 1_000;

    private final Clock clock;
    private final ArrayDeque<JsonObject> messages = new ArrayDeque<>();

    /** @param clock the time of day for {@code at} */
    public Outbox(Clock clock) {
        this.clock = clock;
    }

    void send(HostedSession session, String method, String to, String link) {
        if (messages.size() == LIMIT) {
            messages.removeLast();
        }
        var merchant = session.payment().merchant();
        messages.addFirst(new JsonObject()
                .put("method", method)
                .put("to", to)
                .put("session_id", session.id())
                .put("merchant", merchant)
                .put("subject", "Complete your purchase at " + merchant)
                .put("text", merchant + " has sent you a payment link. Open it to pay with Klarna: " + link)
                .put("link", link)
                .put("at", Iso.text(clock.instant())));
    }

    /** Objects of {@code method, to, session_id, merchant, subject, text, link, at}. */
    public JsonArray toJson() {
        return new JsonArray(messages.stream().toList());
    }
}
