package io.hppgateway.proof.crash;

import io.hppgateway.proof.Shop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the two ledgers say of each other, over all endpoints.
 *
 * @param accepted callbacks that got a 200
 * @param owed deliveries that follow from them: one per endpoint of their tenant
 * @param delivered distinct events that endpoints acknowledged
 * @param duplicates acknowledged again
 * @param missing owed, never acknowledged
 * @param orderBreaks events whose first delivery came after that of a later event of their session
 * @param twins events of Klarna that came under more than one {@code webhook-id}: no receiver could tell that they are one
 * @param forged webhooks with a wrong signature or with words that Klarna never said
 */
public record Verdict(
        int accepted, int owed, int delivered, int duplicates, int missing, int orderBreaks, int twins, int forged) {

    public static Verdict of(Ledger ledger, List<Shop> shops) {
        var accepted = ledger.accepted();
        var sum = new Verdict(accepted.size(), 0, 0, 0, 0, 0, 0, ledger.forged());
        for (Shop shop : shops) {
            var owed = new HashSet<String>();
            accepted.stream()
                    .filter(event -> event.tenant().equals(shop.tenant()))
                    .forEach(event -> owed.add(event.id()));
            for (var hook : shop.everywhere()) {
                sum = sum.plus(owed, new Book(ledger, shop.tenant() + "/" + hook.id()));
            }
        }
        return sum;
    }

    private Verdict plus(Set<String> due, Book book) {
        var lost = new HashSet<>(due);
        lost.removeAll(book.webhookIds.keySet());
        return new Verdict(
                accepted,
                owed + due.size(),
                delivered + book.webhookIds.size(),
                duplicates + book.duplicates,
                missing + lost.size(),
                orderBreaks + book.orderBreaks,
                twins + book.twins(),
                forged);
    }

    /** One endpoint's side of ledger B. */
    private static final class Book {
        private final Map<String, Set<String>> webhookIds = new HashMap<>();
        private final Map<String, Integer> latest = new HashMap<>();
        private int duplicates;
        private int orderBreaks;

        Book(Ledger ledger, String endpoint) {
            for (var arrival : ledger.arrived(endpoint)) {
                var known = webhookIds.computeIfAbsent(arrival.event(), e -> new HashSet<>());
                if (known.isEmpty()) {
                    first(ledger.sent(arrival.event()));
                } else {
                    duplicates++;
                }
                known.add(arrival.webhookId());
            }
        }

        private void first(Ledger.Event event) {
            int before = latest.getOrDefault(event.session(), 0);
            if (event.number() < before) {
                orderBreaks++;
            }
            latest.put(event.session(), Math.max(before, event.number()));
        }

        private int twins() {
            return (int)
                    webhookIds.values().stream().filter(ids -> ids.size() > 1).count();
        }
    }

    @Override
    public String toString() {
        return "accepted=" + accepted + " owed=" + owed + " delivered=" + delivered + " duplicates=" + duplicates
                + " missing=" + missing + " order-breaks=" + orderBreaks + " twins=" + twins + " forged=" + forged;
    }
}
