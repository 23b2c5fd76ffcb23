package io.hppgateway.proof;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * People who buy, and Klarna who tells of it: each session is made through the gateway, then told about with one callback
 * after the other, each repeated until it gets a 200. Klarna itself gives up after four calls; what it takes more is counted.
 */
public final class Shoppers {
    private static final List<String> STATES = List.of("IN_PROGRESS", "BACK", "MANUAL_ID_CHECK", "ERROR", "FAILED");
    private static final int KLARNA_CALLS = 4;
    /** Klarna waits three seconds for an answer. */
    private static final long PATIENCE_MS = 3000;

    private final Vertx vertx;
    private final KlarnaPeer klarna;
    private final List<Pod> pods;
    private final Ledger ledger;
    private final WebClient http;
    private final List<Future<Void>> running = new ArrayList<>();
    private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();
    private final AtomicInteger beyondKlarna = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private volatile boolean closing;

    public Shoppers(Vertx vertx, KlarnaPeer klarna, List<Pod> pods, Ledger ledger) {
        this.vertx = vertx;
        this.klarna = klarna;
        this.pods = pods;
        this.ledger = ledger;
        this.http = WebClient.create(
                vertx, new WebClientOptions().setConnectTimeout(1000), new PoolOptions().setHttp1MaxSize(128));
    }

    /** One more person, who buys at this shop again and again. */
    public void enter(Shop shop, long seed) {
        Promise<Void> left = Promise.promise();
        running.add(left.future());
        vertx.runOnContext(go -> shop(new Person(shop, new Random(seed)), left));
    }

    /** Lets everybody finish the session they are in. */
    public Future<Void> leave() {
        closing = true;
        return Future.join(running).mapEmpty();
    }

    /** Callbacks that took more calls than Klarna makes. */
    public int beyondKlarna() {
        return beyondKlarna.get();
    }

    /** Callbacks that were sent once more although they had got their 200. */
    public int repeated() {
        return repeated.get();
    }

    /** How calls ended: by status, or {@code none}. */
    public Map<String, AtomicInteger> answers() {
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
        var urls = new JsonObject().put("success", "https://shop.test/thanks");
        person.shop().statusUpdate().ifPresent(hook -> urls.put("status_update", hook.url()));
        var body = new JsonObject()
                .put("payment_session_url", klarna.url() + "/payments/v1/sessions/kp-1")
                .put("merchant_urls", urls);
        var request = http.post(anyPod(person), "127.0.0.1", "/hpp/v1/sessions")
                .timeout(PATIENCE_MS)
                .putHeader("authorization", person.shop().authorization());
        return request.sendJsonObject(body)
                .onComplete(answer ->
                        count("create", answer.succeeded() ? answer.result().statusCode() : 0))
                .map(answer ->
                        answer.statusCode() == 201 ? answer.bodyAsJsonObject().getString("session_id") : "")
                .otherwise("")
                .compose(id -> id.isEmpty() ? after(200).compose(again -> create(person)) : Future.succeededFuture(id));
    }

    private int anyPod(Person person) {
        return pods.get(person.random().nextInt(pods.size())).port();
    }

    private Future<Void> tell(Person person, String session, int number, int last) {
        var event = event(person, session, number, number == last);
        ledger.send(event);
        klarna.set(session, event.state());
        return call(person, event, 1)
                .onSuccess(done -> ledger.accept(event))
                .compose(done -> sometimesAgain(person, event))
                .compose(done -> after(20 + person.random().nextInt(80)))
                .compose(done -> number == last ? Future.succeededFuture() : tell(person, session, number + 1, last));
    }

    private static Ledger.Event event(Person person, String session, int number, boolean last) {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String id = session + "#" + number;
        var state = new JsonObject()
                .put("session_id", session)
                .put("status", last ? "COMPLETED" : STATES.get(person.random().nextInt(STATES.size())))
                .put("updated_at", now.toString())
                .put("expires_at", now.plus(47, ChronoUnit.HOURS).toString())
                .put("proof_event", id);
        return new Ledger.Event(id, person.shop().tenant(), session, number, state);
    }

    private Future<Void> call(Person person, Ledger.Event event, int calls) {
        return callOnce(person, event).compose(status -> {
            if (calls == KLARNA_CALLS + 1) {
                beyondKlarna.incrementAndGet();
            }
            return status == 200
                    ? Future.succeededFuture()
                    : after(100L * Math.min(calls, 5)).compose(again -> call(person, event, calls + 1));
        });
    }

    /** The status of the answer; 0 when there was none. */
    private Future<Integer> callOnce(Person person, Ledger.Event event) {
        var body = new JsonObject().put("event_id", event.id()).put("session", event.state());
        return http.post(anyPod(person), "127.0.0.1", klarna.link(event.session()))
                .timeout(PATIENCE_MS)
                .sendJsonObject(body)
                .map(answer -> answer.statusCode())
                .otherwise(0)
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
