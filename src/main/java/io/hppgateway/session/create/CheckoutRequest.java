package io.hppgateway.session.create;

import io.hppgateway.http.JsonMembers;
import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.Problem;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The body of {@code POST /v1/checkouts}: a payment session, and in the same object what its hosted page is to be like. Every
 * value goes on byte for byte.
 */
final class CheckoutRequest {
    private static final String URLS = "merchant_urls";
    // Of a hosted page; a payment session's own options are the colours of a widget that a hosted page has not.
    private static final Set<String> OF_THE_PAGE = Set.of("options", "profile_id");
    // Both have merchant_urls, of different names (Klarna docs, "Create session" of KP and of HPP).
    private static final Set<String> URLS_OF_THE_PAYMENT =
            Set.of("confirmation", "notification", "push", "authorization");

    private final Map<String, Buffer> payment = new LinkedHashMap<>();
    private final Map<String, Buffer> page = new LinkedHashMap<>();

    private CheckoutRequest() {}

    /**
     * Reads the body.
     *
     * @throws io.hppgateway.http.ProblemException 400 when it is no JSON object, or its {@code merchant_urls} are none
     */
    static CheckoutRequest parse(Buffer body) {
        var request = new CheckoutRequest();
        JsonMembers.of(body).forEach(request::add);
        return request;
    }

    private void add(String name, Buffer value) {
        switch (name) {
            case URLS -> addUrls(value);
            case "payment_session_url" ->
                throw Problem.badValue(
                                "payment_session_url must not be given: this call makes the payment session. With"
                                        + " one that there is, use POST /hpp/v1/sessions.")
                        .toException();
            default -> (OF_THE_PAGE.contains(name) ? page : payment).put(name, value);
        }
    }

    private void addUrls(Buffer value) {
        if (value.toString().equals("null")) {
            return;
        }
        if (value.getByte(0) != '{') {
            throw Problem.badValue("merchant_urls must be an object.").toException();
        }
        var ofPayment = new LinkedHashMap<String, Buffer>();
        var ofPage = new LinkedHashMap<String, Buffer>();
        JsonMembers.of(value)
                .forEach((name, url) -> (URLS_OF_THE_PAYMENT.contains(name) ? ofPayment : ofPage).put(name, url));
        if (!ofPayment.isEmpty()) {
            payment.put(URLS, JsonMembers.join(ofPayment));
        }
        page.put(URLS, JsonMembers.join(ofPage));
    }

    /** The body of the payment session. */
    Buffer payment() {
        return JsonMembers.join(payment);
    }

    /** The body of the HPP session. */
    Buffer page(String paymentSessionUrl) {
        var whole = new LinkedHashMap<String, Buffer>();
        whole.put("payment_session_url", Buffer.buffer(JsonSpots.quote(paymentSessionUrl)));
        whole.putAll(page);
        return JsonMembers.join(whole);
    }
}
