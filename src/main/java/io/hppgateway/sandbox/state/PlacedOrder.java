package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An order that was paid: amounts are captured and refunded until nothing is left. Amounts in minor units. */
public final class PlacedOrder {
    // Klarna: an authorization holds for 28 days, and for as long again when it is extended.
    private static final Duration AUTHORIZATION = Duration.ofDays(28);

    private final String id;
    private final String merchant;
    private final JsonObject order;
    private final Instant createdAt;
    private final String reference = Ids.reference();
    private final List<JsonObject> captures = new ArrayList<>();
    private final List<JsonObject> refunds = new ArrayList<>();
    private Instant expiresAt;
    private long amount;
    private boolean cancelled;

    PlacedOrder(String id, String merchant, JsonObject order, Instant createdAt) {
        this.id = id;
        this.merchant = merchant;
        this.order = order;
        this.createdAt = createdAt;
        this.expiresAt = createdAt.plus(AUTHORIZATION);
        this.amount = order.getLong("order_amount", 0L);
    }

    public String id() {
        return id;
    }

    String merchant() {
        return merchant;
    }

    /** Its {@code klarna_reference}. */
    String reference() {
        return reference;
    }

    public boolean isCancelled() {
        return cancelled;
    }

    public long captured() {
        return sum(captures, "captured_amount");
    }

    public long refunded() {
        return sum(refunds, "refunded_amount");
    }

    private static long sum(List<JsonObject> of, String field) {
        return of.stream().mapToLong(one -> one.getLong(field, 0L)).sum();
    }

    /** What can still be captured. */
    public long remaining() {
        return cancelled ? 0 : amount - captured();
    }

    /** A new amount that is authorized, captured ones included. */
    public void authorize(long newAmount) {
        amount = newAmount;
    }

    public void extend() {
        expiresAt = expiresAt.plus(AUTHORIZATION);
    }

    /** Nothing more can be captured. */
    public void release() {
        amount = captured();
    }

    public void cancel() {
        cancelled = true;
    }

    /** Replaces fields of the order. */
    public void change(JsonObject fields) {
        order.mergeIn(fields);
    }

    /** Captures an amount; answers the capture's id. */
    public String capture(long part, JsonObject more, Instant now) {
        String captureId = Ids.session();
        captures.add(more.copy()
                .put("capture_id", captureId)
                .put("klarna_reference", reference + "-" + (captures.size() + 1))
                .put("captured_amount", part)
                .put("captured_at", Iso.text(now))
                .put("refunded_amount", 0));
        return captureId;
    }

    /** Refunds an amount; answers the refund's id. */
    public String refund(long part, JsonObject more, Instant now) {
        String refundId = Ids.session();
        refunds.add(more.copy()
                .put("refund_id", refundId)
                .put("refunded_amount", part)
                .put("refunded_at", Iso.text(now))
                .put("credit_invoice", false));
        return refundId;
    }

    /** The capture of this id; the caller may change it. */
    public Optional<JsonObject> captureOf(String captureId) {
        return captures.stream()
                .filter(one -> captureId.equals(one.getString("capture_id")))
                .findFirst();
    }

    /** The refund of this id. */
    public Optional<JsonObject> refundOf(String refundId) {
        return refunds.stream()
                .filter(one -> refundId.equals(one.getString("refund_id")))
                .findFirst();
    }

    public JsonArray captures() {
        return new JsonArray(new ArrayList<>(captures));
    }

    private String status() {
        if (cancelled) {
            return "CANCELLED";
        }
        if (captures.isEmpty()) {
            return "AUTHORIZED";
        }
        return remaining() > 0 ? "PART_CAPTURED" : "CAPTURED";
    }

    /** What a read answers now. */
    public JsonObject read() {
        return order.copy()
                .put("order_id", id)
                .put("status", status())
                .put("fraud_status", "ACCEPTED")
                .put("klarna_reference", reference)
                .put("created_at", Iso.text(createdAt))
                .put("expires_at", Iso.text(expiresAt))
                .put("order_amount", amount)
                .put("original_order_amount", order.getLong("order_amount", 0L))
                .put("captured_amount", captured())
                .put("refunded_amount", refunded())
                .put("remaining_authorized_amount", remaining())
                .put("captures", captures())
                .put("refunds", new JsonArray(new ArrayList<>(refunds)))
                .put("initial_payment_method", new JsonObject().put("type", "INVOICE"));
    }
}
