package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is paid for: a KP session or a KCO order. */
public final class PaymentSession {
    /** Klarna: a payment session can be used for 48 hours. */
    public static final Duration LIFETIME = Duration.ofDays(2);

    /** Which API made it. */
    public enum Kind {
        PAYMENTS,
        CHECKOUT
    }

    private final Kind kind;
    private final String id;
    private final String merchant;
    private final Instant createdAt;
    private final JsonObject order;
    private boolean complete;
    private @Nullable Instant ended;

    PaymentSession(Kind kind, String id, String merchant, Instant createdAt, JsonObject order) {
        this.kind = kind;
        this.id = id;
        this.merchant = merchant;
        this.createdAt = createdAt;
        this.order = order;
    }

    public Kind kind() {
        return kind;
    }

    public String id() {
        return id;
    }

    public String merchant() {
        return merchant;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant expiresAt() {
        return createdAt.plus(LIFETIME);
    }

    /** The order as the merchant wrote it, changes included; the caller may add to its own copy only. */
    public JsonObject order() {
        return order.copy();
    }

    /** Whether it was paid, by whichever hosted page. */
    public boolean isComplete() {
        return complete;
    }

    void complete() {
        complete = true;
    }

    /** Replaces the fields that the change names. */
    public void change(JsonObject fields) {
        order.mergeIn(fields);
    }

    /** Nobody can pay it from now on. */
    public void end(Instant now) {
        ended = now;
    }

    boolean isLive(Instant now) {
        return ended == null && now.isBefore(expiresAt());
    }
}
