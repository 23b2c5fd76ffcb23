package io.hppgateway.sandbox.payment;

import io.hppgateway.sandbox.api.Checks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What an order must look like, in every API that takes one. */
final class OrderChecks {
    private OrderChecks() {}

    /** An order with all that is required. */
    static Checks complete(JsonObject order) {
        return Checks.of(order)
                .allows("merchant_urls", JsonObject.class::isInstance)
                .needs("purchase_country", Checks::isCountry)
                .needs("purchase_currency", Checks::isCurrency)
                .needs("order_amount", Checks::isAmount)
                .needs("order_lines", OrderChecks::areLines);
    }

    /** Fields of an order, each right if it is there. */
    static Checks partial(JsonObject order) {
        return Checks.of(order)
                .allows("merchant_urls", JsonObject.class::isInstance)
                .allows("purchase_country", Checks::isCountry)
                .allows("purchase_currency", Checks::isCurrency)
                .allows("order_amount", Checks::isAmount)
                .allows("order_lines", OrderChecks::areLines);
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
