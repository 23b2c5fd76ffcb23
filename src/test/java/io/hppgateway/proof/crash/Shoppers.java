package io.hppgateway.proof.crash;

import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.Pod;
import io.hppgateway.proof.Shop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People who buy, and Klarna who tells of it: each session is made through the gateway, then told about with one callback
 * after the other, each repeated until it gets a 200. Klarna itself gives up after four calls; what takes more is counted.
 */
final class Shoppers {
    private static final List<String> STATES = List.of("IN_PROGRESS", "BACK", "MANUAL_ID_CHECK", "ERROR", "FAILED");
    private static final int KLARNA_CALLS = 4;

    private final Vertx vertx;
    private final GatewayCalls calls;
    private final List<Pod> pods;
    private final Ledger ledger;
    private final List<Future<Void>> running = new ArrayList<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
    private final AtomicInteger beyondKlarna = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private volatile boolean closing;

    Shoppers(Vertx vertx, GatewayCalls calls, List<Pod> pods, Ledger ledger) {
        this.vertx = vertx;
        this.calls = calls;
        this.pods = pods;
        this.ledger = ledger;
    }

    /** One more person, who buys at this shop again and again. */
    void enter(Shop shop, long seed) {
        Promise<Void> left = Promise.promise();
        running.add(left.future());
        vertx.runOnContext(go -> shop(new Person(shop, new Random(seed)), left));
    }

    /** Lets everybody finish the session they are in. */
    Future<Void> leave() {
        closing = true;
        return Future.join(running).mapEmpty();
    }

    /** Callbacks that took more calls than Klarna makes. */
    int beyondKlarna() {
        return beyondKlarna.get();
    }

    /** Callbacks that were sent once more although they had got their 200. */
    int repeated() {
        return repeated.get();
    }

    /** How calls ended: by status, or {@code none}. */
    Map<String, AtomicInteger> answers() {
        return answers;
    }

    private record Person(Shop shop, Random random) {}

    private void shop(Person person, Promise<Void> left) {
        if (closing) {
            left.complete();
            return;
        }
        create(person)
                .compose(session -> tell(person, session, 1, 2 + person.random().nextInt(6)))
                .onSuccess(done -> shop(person, left))
                .onFailure(left::fail);
    }

    private Future<String> create(Person person) {
        return calls.create(anyPod(person), person.shop())
                .onSuccess(answer -> count("create", answer.status()))
                .compose(answer -> answer.session()
                        .map(Future::succeededFuture)
                        .orElseGet(() -> after(200).compose(again -> create(person))));
    }

    private Pod anyPod(Person person) {
        return pods.get(person.random().nextInt(pods.size()));
    }

    private Future<Void> tell(Person person, String session, int number, int last) {
        var event = event(person, session, number, number == last);
        ledger.send(event);
        return call(person, event, 1)
                .onSuccess(done -> ledger.accept(event))
                .compose(done -> sometimesAgain(person, event))
                .compose(done -> after(20 + person.random().nextInt(80)))
                .compose(done -> number == last ? Future.succeededFuture() : tell(person, session, number + 1, last));
    }

    private static Ledger.Event event(Person person, String session, int number, boolean last) {
        String id = session + "#" + number;
        String status = last ? "COMPLETED" : STATES.get(person.random().nextInt(STATES.size()));
        var state = GatewayCalls.state(session, status, id);
        return new Ledger.Event(id, person.shop().tenant(), session, number, state);
    }

    private Future<Void> call(Person person, Ledger.Event event, int call) {
        return callOnce(person, event).compose(status -> {
            if (call == KLARNA_CALLS + 1) {
                beyondKlarna.incrementAndGet();
            }
            return status == 200
                    ? Future.succeededFuture()
                    : after(100L * Math.min(call, 5)).compose(again -> call(person, event, call + 1));
        });
    }

    private Future<Integer> callOnce(Person person, Ledger.Event event) {
        return calls.tell(anyPod(person), event.state())
                .map(GatewayCalls.Answer::status)
                .onSuccess(status -> count("callback", status));
    }

    /** Klarna may call again because it did not get our 200. */
    private Future<Void> sometimesAgain(Person person, Ledger.Event event) {
        if (person.random().nextInt(20) > 0) {
            return Future.succeededFuture();
        }
        repeated.incrementAndGet();
        return callOnce(person, event).mapEmpty();
    }

    private void count(String what, int status) {
        answers.computeIfAbsent(what + "-" + (status == 0 ? "none" : status), key -> new AtomicInteger())
                .incrementAndGet();
    }

    private Future<Void> after(long millis) {
        Promise<Void> promise = Promise.promise();
        vertx.setTimer(millis, due -> promise.complete());
        return promise.future();
    }
}
