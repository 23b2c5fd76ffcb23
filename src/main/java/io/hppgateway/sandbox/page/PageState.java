package io.hppgateway.sandbox.page;

import io.hppgateway.sandbox.state.HostedSession;
import io.hppgateway.sandbox.state.HostedStatus;
import io.hppgateway.sandbox.state.PaymentSession;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the page shows of a session: nothing that the consumer's browser is not told anyway. */
final class PageState {
    private static final List<String> USUAL = List.of("PAY_LATER", "PAY_OVER_TIME", "PAY_NOW");
    private static final List<String> ORDER_FIELDS = List.of(
            "purchase_country", "purchase_currency", "locale", "order_amount", "order_tax_amount", "order_lines");
    private static final List<String> OPTION_FIELDS =
            List.of("page_title", "logo_url", "background_images", "purchase_type", "show_subtotal_detail");

    private final HostedSession session;
    private final Instant now;

    PageState(HostedSession session, Instant now) {
        this.session = session;
        this.now = now;
    }

    JsonObject toJson() {
        var state = new JsonObject()
                .put(
                        "status",
                        session.isExpired(now) ? "EXPIRED" : session.status().name())
                .put("payable", isPayable())
                .put("paid_elsewhere", isPaidElsewhere())
                .put("declined", session.wasDeclined())
                .put("merchant", session.payment().merchant())
                .put("categories", new JsonArray(List.copyOf(categories())));
        copy(ORDER_FIELDS, session.payment().order(), state);
        copy(OPTION_FIELDS, session.options(), state);
        return session.urls()
                .after(session)
                .map(url -> state.put("shop_url", url))
                .orElse(state);
    }

    private boolean isPayable() {
        return !session.isExpired(now)
                && !session.status().isFinal()
                && !session.payment().isComplete();
    }

    private boolean isPaidElsewhere() {
        return session.payment().isComplete() && session.status() != HostedStatus.COMPLETED;
    }

    private Set<String> categories() {
        var wanted = wanted();
        // Klarna: a checkout order offers everything, whatever the options say.
        if (wanted.isEmpty() || session.payment().kind() == PaymentSession.Kind.CHECKOUT) {
            return new LinkedHashSet<>(USUAL);
        }
        // payment_fallback: another way to pay is offered once the wanted one was declined.
        if (session.wasDeclined() && session.options().getBoolean("payment_fallback", false)) {
            wanted.addAll(USUAL);
        }
        return wanted;
    }

    private Set<String> wanted() {
        var options = session.options();
        var wanted = new LinkedHashSet<String>();
        if (options.containsKey("payment_method_category")) {
            wanted.add(options.getString("payment_method_category").toUpperCase(Locale.ROOT));
        }
        for (var category : options.getJsonArray("payment_method_categories", new JsonArray())) {
            wanted.add(category.toString().toUpperCase(Locale.ROOT));
        }
        return wanted;
    }

    private static void copy(List<String> fields, JsonObject from, JsonObject to) {
        fields.stream().filter(from::containsKey).forEach(field -> to.put(field, from.getValue(field)));
    }
}
