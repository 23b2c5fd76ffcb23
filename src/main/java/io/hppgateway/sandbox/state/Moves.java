package io.hppgateway.sandbox.state;

import io.hppgateway.http.Problem;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.function.Consumer;

/** The one place where an HPP session changes its status. */
public final class Moves {
    private final Ledger ledger;
    private final Consumer<StatusEvent> listener;

    /** @param listener told of every change a consumer made, when the merchant named a {@code status_update} URL */
    public Moves(Ledger ledger, Consumer<StatusEvent> listener) {
        this.ledger = ledger;
        this.listener = listener;
    }

    /**
     * Does what a consumer does.
     *
     * @throws io.hppgateway.http.ProblemException 409 when the session has ended or its payment session is paid
     */
    public void make(HostedSession session, Action action) {
        var to = action.leadsTo();
        if (to.isEmpty()) {
            session.expire(ledger.now());
            return;
        }
        requireOpen(session, action);
        // Loading the page twice is no news.
        if (session.status() != HostedStatus.IN_PROGRESS || action != Action.OPEN) {
            moveAndTell(session, to.get());
        }
    }

    /**
     * Does what a merchant's DELETE does; nobody is told.
     *
     * @throws io.hppgateway.http.ProblemException 400 when it is paid already
     */
    public void disable(HostedSession session) {
        if (session.status() == HostedStatus.COMPLETED) {
            throw Problem.of(400, "SESSION_COMPLETED", "The session has been completed.")
                    .toException();
        }
        if (!session.status().isFinal()) {
            session.move(HostedStatus.DISABLED, ledger.now());
        }
    }

    private void requireOpen(HostedSession session, Action action) {
        if (session.isExpired(ledger.now())) {
            throw conflict("The session has expired.");
        }
        if (session.status().isFinal()) {
            throw conflict("The session has ended: " + session.status() + ".");
        }
        if (action == Action.PAY && session.payment().isComplete()) {
            throw conflict("The payment session was paid on another hosted page.");
        }
    }

    private static RuntimeException conflict(String why) {
        return Problem.of(409, "CONFLICT", why).toException();
    }

    private void moveAndTell(HostedSession session, HostedStatus to) {
        session.move(to, ledger.now());
        if (to == HostedStatus.COMPLETED) {
            complete(session);
        }
        session.urls().statusUpdate(session).ifPresent(url -> listener.accept(event(session, url)));
    }

    private void complete(HostedSession session) {
        var payment = session.payment();
        payment.complete();
        if (session.placesOrder()) {
            boolean checkout = payment.kind() == PaymentSession.Kind.CHECKOUT;
            var orderId = checkout ? payment.id() : Ids.session();
            var placed = ledger.place(orderId, payment.merchant(), payment.order());
            if (session.capturesOrder()) {
                placed.capture(placed.remaining(), new JsonObject(), ledger.now());
            }
            session.leave(new HostedSession.Result(null, orderId, placed.reference()));
        } else {
            var token = Ids.session();
            ledger.authorize(token, payment);
            session.leave(new HostedSession.Result(token, null, null));
        }
    }

    private static StatusEvent event(HostedSession session, String url) {
        var eventId = UUID.randomUUID().toString();
        return new StatusEvent(eventId, session.payment().merchant(), session.id(), url, session.read());
    }
}
