package io.hppgateway.sandbox.shop;

import io.hppgateway.sandbox.shop.Catalogue.Product;
import io.hppgateway.sandbox.shop.Inbox.Received;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One purchase. What happened to its payment is only what signed webhooks said. */
final class Order {
    static final String WAITING = "waiting for Klarna";

    /** A payment has a handful of events; a sender that repeats itself under new ids must not fill the memory. */
    private static final int MAX_EVENTS = 200;

    private final String id = UUID.randomUUID().toString();
    private final ShopTenant shop;
    private final Product product;
    private final int quantity;
    private final List<Received> events = new ArrayList<>();
    private final Set<Consumer<Received>> watchers = new LinkedHashSet<>();
    private @Nullable String sessionId;

    Order(ShopTenant shop, Product product, int quantity) {
        this.shop = shop;
        this.product = product;
        this.quantity = quantity;
    }

    String id() {
        return id;
    }

    ShopTenant shop() {
        return shop;
    }

    Product product() {
        return product;
    }

    int quantity() {
        return quantity;
    }

    /** öre, tax included. */
    long total() {
        return product.price() * quantity;
    }

    @Nullable
    String sessionId() {
        return sessionId;
    }

    void paidIn(String hppSession) {
        sessionId = hppSession;
    }

    boolean isToldBy(Received event) {
        return event.tenant().equals(shop.id()) && Objects.equals(event.sessionId(), sessionId);
    }

    /** The status of the event with the highest sequence, whenever it arrived. */
    String status() {
        return events.stream()
                .filter(event -> event.status() != null)
                .max(Comparator.comparingLong(Received::sequence))
                .map(Received::status)
                .orElse(WAITING);
    }

    void append(Received event) {
        if (events.size() < MAX_EVENTS) {
            events.add(event);
            List.copyOf(watchers).forEach(watcher -> watcher.accept(event));
        }
    }

    /** Gives the watcher every event that came after number {@code n} of the inbox, then each new one as it arrives. */
    void watch(long n, Consumer<Received> watcher) {
        events.stream().filter(event -> event.n() > n).forEach(watcher);
        watchers.add(watcher);
    }

    void unwatch(Consumer<Received> watcher) {
        watchers.remove(watcher);
    }
}
