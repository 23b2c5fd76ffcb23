package io.hppgateway.sandbox.hosted;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Checks;
import io.hppgateway.sandbox.state.Ledger;
import io.hppgateway.sandbox.state.PaymentSession;
import io.hppgateway.sandbox.state.PaymentSession.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** A request to create an HPP session whose fields are all of the right kind. */
record HostedRequest(String paymentSessionUrl, JsonObject options, JsonObject merchantUrls) {
    // Whichever host the URL names: a merchant behind a gateway may have built it from the gateway's.
    private static final Pattern PAYMENT_URL =
            Pattern.compile("https?://[^/]+/(?:.*/)?(payments/v1/sessions|checkout/v3/orders)/([^/?#]+)/?");
    private static final List<String> URLS =
            List.of("success", "cancel", "back", "failure", "error", "status_update", "privacy_policy", "terms");
    private static final Set<String> CATEGORIES =
            Set.of("DIRECT_DEBIT", "DIRECT_BANK_TRANSFER", "PAY_NOW", "PAY_LATER", "PAY_OVER_TIME", "KLARNA");
    private static final Set<String> MODES = Set.of("NONE", "PLACE_ORDER", "CAPTURE_ORDER");
    private static final Set<String> PURCHASES =
            Set.of("BUY", "RENT", "BOOK", "SUBSCRIBE", "DOWNLOAD", "ORDER", "CONTINUE");

    /** @throws io.hppgateway.http.ProblemException 400 naming every wrong field */
    static HostedRequest of(JsonObject json) {
        var checks = Checks.of(json)
                .needs("payment_session_url", HostedRequest::isPaymentUrl)
                .allows("profile_id", String.class::isInstance);
        var urls = checks.inside("merchant_urls");
        URLS.forEach(name -> urls.allows(name, Checks::isWebUrlOrEmpty));
        check(checks.inside("options"));
        checks.done();
        var options = object(json, "options");
        if (options.containsKey("payment_method_category") && options.containsKey("payment_method_categories")) {
            throw Problem.badValue("Use either payment_method_category or payment_method_categories, not both.")
                    .toException();
        }
        return new HostedRequest(json.getString("payment_session_url"), options, object(json, "merchant_urls"));
    }

    /** A copy of an object field; a field of it that is null counts as missing. */
    private static JsonObject object(JsonObject json, String field) {
        var copy = json.getValue(field) instanceof JsonObject object ? object.copy() : new JsonObject();
        copy.getMap().values().removeIf(Objects::isNull);
        return copy;
    }

    private static void check(Checks options) {
        options.allows("background_images", Checks.isListOf(HostedRequest::isImage))
                .allows("logo_url", Checks::isWebUrlOrEmpty)
                .allows("page_title", String.class::isInstance)
                .allows("payment_fallback", Checks::isFlag)
                .allows("payment_method_category", Checks.isOneOf(CATEGORIES))
                .allows("payment_method_categories", Checks.isListOf(Checks.isOneOf(CATEGORIES)))
                .allows("place_order_mode", Checks.isOneOf(MODES))
                .allows("purchase_type", Checks.isOneOf(PURCHASES))
                .allows("show_subtotal_detail", Checks.isOneOf(Set.of("HIDE")));
    }

    private static boolean isPaymentUrl(Object value) {
        return value instanceof String text && PAYMENT_URL.matcher(text).matches();
    }

    private static boolean isImage(Object value) {
        return value instanceof JsonObject image
                && Checks.isWebUrl(image.getValue("url", ""))
                && Checks.isWhole(image.getValue("width", 0));
    }

    /**
     * The payment session it names.
     *
     * @throws io.hppgateway.http.ProblemException 404 when this merchant has no such session, or it is paid
     */
    PaymentSession payment(Ledger ledger, String merchant) {
        var url = PAYMENT_URL.matcher(paymentSessionUrl);
        if (!url.matches()) {
            throw new IllegalStateException("checked on the way in");
        }
        var kind = url.group(1).startsWith("payments") ? Kind.PAYMENTS : Kind.CHECKOUT;
        var payment = ledger.payment(kind, merchant, url.group(2))
                .orElseThrow(() -> Problem.notFound("The payment session does not exist or has expired.")
                        .toException());
        if (payment.isComplete()) {
            throw Problem.of(404, "SESSION_COMPLETED", "The payment session has been completed.")
                    .toException();
        }
        return payment;
    }
}
