package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every session of the sandbox, in memory; for one event loop only, so it needs no locks. */
public final class Ledger {
    // At about 2 KB a session this is 200 MB in the worst case, far more than a day of tests makes.
    private static final int LIMIT = 100_000;
    // Klarna: an authorization token can place an order for 60 minutes.
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final Clock clock;
    private final Bounded<String, PaymentSession> payments = new Bounded<>(LIMIT);
    private final Bounded<String, HostedSession> hosted = new Bounded<>(LIMIT);
    private final Bounded<String, HostedSession> pages = new Bounded<>(LIMIT);
    private final Bounded<String, Authorization> authorizations = new Bounded<>(LIMIT);

    private final Bounded<String, PlacedOrder> orders = new Bounded<>(LIMIT);
    private final Bounded<String, CustomerToken> tokens = new Bounded<>(LIMIT);

    private record Authorization(PaymentSession payment, Instant expiresAt) {}

    /** @param clock the time of day for every lifetime */
    public Ledger(Clock clock) {
        this.clock = clock;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Adds a KP session or a KCO order. */
    public PaymentSession open(PaymentSession.Kind kind, String merchant, JsonObject order) {
        var payment = new PaymentSession(kind, Ids.session(), merchant, now(), order);
        payments.put(payment.id(), payment);
        return payment;
    }

    /** Adds an HPP session on top of a payment session. */
    public HostedSession host(PaymentSession payment, JsonObject options, JsonObject merchantUrls) {
        var session = new HostedSession(payment, options, new MerchantUrls(merchantUrls), now());
        hosted.put(session.id(), session);
        pages.put(session.pageToken(), session);
        return session;
    }

    /** A live payment session of this merchant; another merchant's is as unknown as an expired one. */
    public Optional<PaymentSession> payment(PaymentSession.Kind kind, String merchant, @Nullable String id) {
        return Optional.ofNullable(payments.get(id))
                .filter(payment -> payment.kind() == kind && payment.merchant().equals(merchant))
                .filter(payment -> payment.isLive(now()));
    }

    /** A live HPP session of this merchant. */
    public Optional<HostedSession> hosted(String merchant, @Nullable String id) {
        return anyHosted(id)
                .filter(session -> session.payment().merchant().equals(merchant))
                .filter(session -> !session.isExpired(now()));
    }

    /** An HPP session whoever owns it and however old it is. */
    public Optional<HostedSession> anyHosted(@Nullable String id) {
        return Optional.ofNullable(hosted.get(id));
    }

    /** The session behind a link, also when it has expired. */
    public Optional<HostedSession> page(@Nullable String token) {
        return Optional.ofNullable(pages.get(token));
    }

    /** Oldest first. */
    public Collection<HostedSession> allHosted() {
        return Collections.unmodifiableCollection(hosted.values());
    }

    void authorize(String token, PaymentSession payment) {
        authorizations.put(token, new Authorization(payment, now().plus(TOKEN_LIFETIME)));
    }

    /** What a token that was not used up allows to place. */
    public Optional<PaymentSession> authorization(String merchant, @Nullable String token) {
        return Optional.ofNullable(authorizations.get(token))
                .filter(found -> found.payment().merchant().equals(merchant))
                .filter(found -> now().isBefore(found.expiresAt()))
                .map(Authorization::payment);
    }

    /** Adds an order that somebody has paid. */
    public PlacedOrder place(String id, String merchant, JsonObject order) {
        var placed = new PlacedOrder(id, merchant, order.copy(), now());
        orders.put(id, placed);
        return placed;
    }

    /** An order of this merchant. */
    public Optional<PlacedOrder> order(String merchant, @Nullable String id) {
        return Optional.ofNullable(orders.get(id))
                .filter(order -> order.merchant().equals(merchant));
    }

    /** Adds a token that pays later orders. */
    public CustomerToken tokenize(String merchant) {
        var token = new CustomerToken(Ids.session(), merchant);
        tokens.put(token.id(), token);
        return token;
    }

    /** A customer token of this merchant. */
    public Optional<CustomerToken> token(String merchant, @Nullable String id) {
        return Optional.ofNullable(tokens.get(id))
                .filter(token -> token.merchant().equals(merchant));
    }

    /** Uses a token up. */
    public void spend(String token) {
        authorizations.remove(token);
    }
}
