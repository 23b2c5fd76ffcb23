package io.hppgateway.sandbox.shop;

import io.hppgateway.sandbox.shop.Inbox.Received;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The latest orders of all shops, by their own id and by the HPP session that pays them. */
final class Orders {
    /** About 1 KiB each: some 10 MiB at most. The oldest make room. */
    private static final int MAX_ORDERS = 10_000;

    /** Session ids are unique at Klarna, not across Klarna accounts; so a shop's events move only its own orders. */
    private record Session(String tenant, @Nullable String id) {}

    private final Map<Session, Order> bySession = new HashMap<>();
    private final Map<String, Order> byId = new LinkedHashMap<>();

    void add(Order order, String sessionId) {
        order.paidIn(sessionId);
        byId.put(order.id(), order);
        bySession.put(new Session(order.shop().id(), sessionId), order);
        if (byId.size() > MAX_ORDERS) {
            evict(byId.values().iterator().next());
        }
    }

    private void evict(Order order) {
        byId.remove(order.id());
        bySession.remove(new Session(order.shop().id(), order.sessionId()));
    }

    Optional<Order> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Tells the order that this event is about, if we know one. */
    void accept(Received event) {
        var order = bySession.get(new Session(event.tenant(), event.sessionId()));
        if (order != null) {
            order.append(event);
        }
    }
}
