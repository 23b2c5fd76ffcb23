package io.hppgateway.limit;

import io.hppgateway.klarna.KlarnaRequest;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;

/** What Klarna counts apart for a merchant id (Klarna docs, "Rate limits"). */
public enum Category {
    /** Create a hosted page session. */
    HOSTED_PAGE,
    /** Create a payment session; Kustom's orders are taken as such. */
    PAYMENT_SESSION,
    /** Everything else. */
    OTHER;

    /** What a request counts as. */
    static Category of(KlarnaRequest request) {
        if (!request.method().equals(HttpMethod.POST)) {
            return OTHER;
        }
        int query = request.uri().indexOf('?');
        return switch (query < 0 ? request.uri() : request.uri().substring(0, query)) {
            case "/hpp/v1/sessions" -> HOSTED_PAGE;
            case "/payments/v1/sessions", "/checkout/v3/orders" -> PAYMENT_SESSION;
            default -> OTHER;
        };
    }

    /** As in a key or a label. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
