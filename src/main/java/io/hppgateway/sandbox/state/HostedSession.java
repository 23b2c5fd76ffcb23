package io.hppgateway.sandbox.state;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HPP session. */
public final class HostedSession {
    // Klarna: payable until one hour before the payment session ends.
    static final Duration MARGIN = Duration.ofHours(1);

    private final String id = Ids.session();
    private final String pageToken = Ids.pageToken();
    private final PaymentSession payment;
    private final JsonObject options;
    private final MerchantUrls urls;
    private Instant expiresAt;
    private Instant updatedAt;
    private HostedStatus status = HostedStatus.WAITING;
    private @Nullable Result result;
    private boolean declined;

    /** What a payment left behind: a token, or an order with its reference. */
    record Result(
            @Nullable String authorizationToken,
            @Nullable String orderId,
            @Nullable String reference) {}

    HostedSession(PaymentSession payment, JsonObject options, MerchantUrls urls, Instant now) {
        this.payment = payment;
        this.options = options;
        this.urls = urls;
        this.expiresAt = payment.expiresAt().minus(MARGIN);
        this.updatedAt = now.truncatedTo(ChronoUnit.MILLIS);
    }

    public String id() {
        return id;
    }

    /** Names the session in the link a consumer gets. */
    public String pageToken() {
        return pageToken;
    }

    /** Where the hosted page of this session is, from the sandbox's root. */
    public String pagePath() {
        return "/pay/hpp/" + pageToken;
    }

    public PaymentSession payment() {
        return payment;
    }

    public JsonObject options() {
        return options;
    }

    public MerchantUrls urls() {
        return urls;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    public HostedStatus status() {
        return status;
    }

    /** Whether a payment was declined here before. */
    public boolean wasDeclined() {
        return declined;
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    boolean placesOrder() {
        var mode = options.getString("place_order_mode", "NONE").toUpperCase(Locale.ROOT);
        return payment.kind() == PaymentSession.Kind.CHECKOUT || !"NONE".equals(mode);
    }

    boolean capturesOrder() {
        return "CAPTURE_ORDER".equalsIgnoreCase(options.getString("place_order_mode", ""));
    }

    void move(HostedStatus to, Instant now) {
        status = to;
        declined |= to == HostedStatus.FAILED;
        // Receivers order events by this field, so two events of one millisecond, which is all it shows, must differ.
        var told = now.truncatedTo(ChronoUnit.MILLIS);
        updatedAt = told.isAfter(updatedAt) ? told : updatedAt.plusMillis(1);
    }

    void leave(Result left) {
        result = left;
    }

    void expire(Instant now) {
        expiresAt = now;
    }

    /** The values for placeholders in a merchant's URL; the token is for the success URL only. */
    Map<String, String> placeholders(boolean withToken) {
        var values = new HashMap<String, String>();
        var left = result == null ? new Result(null, null, null) : result;
        values.put("session_id", id);
        values.put("order_id", left.orderId() == null ? "" : left.orderId());
        if (withToken) {
            values.put("authorization_token", left.authorizationToken() == null ? "" : left.authorizationToken());
        }
        return values;
    }

    /** What a read answers now. */
    public JsonObject read() {
        var read = new JsonObject()
                .put("session_id", id)
                .put("status", status.name())
                .put("updated_at", Iso.text(updatedAt))
                .put("expires_at", Iso.text(expiresAt));
        var left = result;
        if (left != null) {
            putIfKnown(read, "authorization_token", left.authorizationToken());
            putIfKnown(read, "order_id", left.orderId());
            putIfKnown(read, "klarna_reference", left.reference());
            read.put("customer", consumer(payment.order()));
        }
        return read;
    }

    /** A made-up person; the name is taken from the order's billing address when it has one. */
    private static JsonObject consumer(JsonObject order) {
        var billing = order.getValue("billing_address") instanceof JsonObject address ? address : new JsonObject();
        var consumer = new JsonObject()
                .put("title", "Ms")
                .put("given_name", billing.getValue("given_name", "Alva"))
                .put("family_name", billing.getValue("family_name", "Testsson"))
                .put("date_of_birth", "1988-04-12");
        // Sweden identifies people by number; this one has a wrong check digit, so it can be nobody's.
        return "SE".equalsIgnoreCase(order.getString("purchase_country"))
                ? consumer.put("national_identification_number", "19880412-2380")
                : consumer;
    }

    private static void putIfKnown(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
