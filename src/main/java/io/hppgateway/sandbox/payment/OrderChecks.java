package io.hppgateway.sandbox.payment;

import io.hppgateway.sandbox.api.Checks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** What an order must look like, in every API that takes one. */
final class OrderChecks {
    // Klarna: 2,000 characters each, in all of its payment APIs.
    private static final List<String> URLS =
            List.of("confirmation", "notification", "push", "authorization", "terms", "checkout", "validation");

    private OrderChecks() {}

    /** An order with all that is required. */
    static Checks complete(JsonObject order) {
        return common(order)
                .needs("purchase_country", Checks::isCountry)
                .needs("purchase_currency", Checks::isCurrency)
                .needs("order_amount", Checks::isOrderAmount)
                .needs("order_lines", OrderChecks::areLines);
    }

    /** Fields of an order, each right if it is there. */
    static Checks partial(JsonObject order) {
        return common(order)
                .allows("purchase_country", Checks::isCountry)
                .allows("purchase_currency", Checks::isCurrency)
                .allows("order_amount", Checks::isOrderAmount)
                .allows("order_lines", OrderChecks::areLines);
    }

    private static Checks common(JsonObject order) {
        var checks = Checks.of(order);
        var urls = checks.inside("merchant_urls");
        URLS.forEach(name -> urls.allows(name, Checks.isTextUpTo(2000)));
        checks.inside("billing_address");
        checks.inside("shipping_address");
        checks.inside("customer");
        return checks.allows("merchant_reference1", Checks.isTextUpTo(255))
                .allows("merchant_reference2", Checks.isTextUpTo(255))
                .allows("merchant_data", Checks.isTextUpTo(6000))
                .allows("acquiring_channel", Checks.isOneOf(Set.of("ECOMMERCE", "IN_STORE", "TELESALES")))
                .allows("intent", Checks.isOneOf(Set.of("BUY", "TOKENIZE", "BUY_AND_TOKENIZE")));
    }

    private static boolean areLines(Object value) {
        return value instanceof JsonArray lines
                && !lines.isEmpty()
                && lines.stream().allMatch(OrderChecks::isLine);
    }

    private static boolean isLine(Object value) {
        return value instanceof JsonObject line
                && Checks.isText(line.getValue("name"))
                && Checks.isWhole(line.getValue("quantity"))
                && Checks.isWhole(line.getValue("unit_price"))
                && Checks.isWhole(line.getValue("total_amount"));
    }
}
