package io.hppgateway.trace;

import java.util.Set;

/**
 * A path of Klarna's APIs without what differs from call to call: ids, and the tokens that some paths hold. Only words that the
 * APIs' documents use stay, so that nothing else can slip through.
 */
final class KlarnaTemplate {
    private static final Set<String> WORDS = Set.of(
            "abort",
            "acknowledge",
            "authorization",
            "authorizations",
            "cancel",
            "captures",
            "checkout",
            "customer-details",
            "customer-token",
            "distribution",
            "distribution-module",
            "extend-authorization-time",
            "extend-due-date",
            "extend-due-date-options",
            "hpp",
            "manual-id-check",
            "merchant-references",
            "order",
            "ordermanagement",
            "orders",
            "payments",
            "refunds",
            "release-remaining-authorization",
            "sessions",
            "shipping-info",
            "status",
            "tokens",
            "trigger-send-out",
            "v1",
            "v3");
    // The longest that there is has seven.
    private static final int MOST = 10;

    private KlarnaTemplate() {}

    /** @param uri path and query; what is no known word becomes {@code {id}}, the query goes */
    static String of(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        var template = new StringBuilder();
        int segments = 0;
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty() && segments++ < MOST) {
                template.append('/').append(WORDS.contains(segment) ? segment : "{id}");
            }
        }
        return template.isEmpty() ? "/" : template.toString();
    }
}
