package io.hppgateway.proof.crash;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The two ledgers of a proof, kept outside of what is proven. A: the callbacks that got a 200. B: for each endpoint, the
 * webhooks that it acknowledged, in order of arrival.
 */
final class Ledger {
    private final Map<String, Event> sent = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Map<String, Queue<Arrival>> arrived = new ConcurrentHashMap<>();
    private final AtomicInteger forged = new AtomicInteger();

    /**
     * What Klarna wanted to say.
     *
     * @param id Klarna's event id
     * @param number its place among the events of its session, from 1
     * @param state the session as Klarna told it
     */
    record Event(String id, String tenant, String session, int number, JsonObject state) {}

    /** A webhook that was acknowledged: which event, under which {@code webhook-id}. */
    record Arrival(String event, String webhookId) {}

    /** An event is about to be told. */
    void send(Event event) {
        sent.put(event.id(), event);
    }

    /** Ledger A: it was answered with 200. */
    void accept(Event event) {
        accepted.add(event.id());
    }

    /** What an event said; null when nobody ever said it. */
    Event sent(String id) {
        return sent.get(id);
    }

    /** Ledger B: an endpoint acknowledged a webhook. */
    void arrive(String endpoint, Arrival arrival) {
        arrived.computeIfAbsent(endpoint, e -> new ConcurrentLinkedQueue<>()).add(arrival);
    }

    /** A webhook came that nobody signed, or that says what nobody said. */
    void forge() {
        forged.incrementAndGet();
    }

    List<Event> accepted() {
        return accepted.stream().map(sent::get).toList();
    }

    List<Arrival> arrived(String endpoint) {
        return List.copyOf(arrived.getOrDefault(endpoint, new ConcurrentLinkedQueue<>()));
    }

    int forged() {
        return forged.get();
    }
}
