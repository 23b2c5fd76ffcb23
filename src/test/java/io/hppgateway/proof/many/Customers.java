package io.hppgateway.proof.many;

import io.hppgateway.proof.GatewayCalls;
import io.hppgateway.proof.KlarnaPeer;
import io.hppgateway.proof.Shop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** People who buy one thing after the other; Klarna tells of each session three times, each until it gets a 200. */
final class Customers {
    private static final List<String> STATES = List.of("IN_PROGRESS", "MANUAL_ID_CHECK", "COMPLETED");
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    /** Klarna and shops do not call again at once. */
    private static final long AGAIN_MS = 200;

    private final Vertx vertx;
    private final Service service;
    private final KlarnaPeer klarna;
    private final Books books;
    private final long paceMs;
    private final List<Future<Void>> shopping = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();

    /** @param paceMs between two steps of a customer */
    Customers(Vertx vertx, Service service, KlarnaPeer klarna, Books books, long paceMs) {
        this.vertx = vertx;
        this.service = service;
        this.klarna = klarna;
        this.books = books;
        this.paceMs = paceMs;
    }

    /** So many at this shop. */
    void enter(Shop shop, int people) {
        for (int i = 0; i < people; i++) {
            Promise<Void> left = Promise.promise();
            shopping.add(left.future());
            vertx.runOnContext(go -> buy(shop, left));
        }
    }

    /** Everybody finishes what they began. */
    Future<Void> leave() {
        closing.set(true);
        return Future.join(shopping).mapEmpty();
    }

    private void buy(Shop shop, Promise<Void> left) {
        if (closing.get()) {
            left.complete();
            return;
        }
        create(shop)
                .compose(session -> tell(session, 1))
                .onSuccess(done -> buy(shop, left))
                .onFailure(left::fail);
    }

    private Future<String> create(Shop shop) {
        var body = new JsonObject()
                .put("payment_session_url", klarna.url() + "/payments/v1/sessions/kp-1")
                .put("merchant_urls", new JsonObject().put("success", "https://shop.test/thanks"));
        var headers = Map.of("content-type", "application/json", "authorization", shop.authorization());
        return service.post("/hpp/v1/sessions", headers, body.toBuffer()).compose(answer -> {
            books.answered("create", answer.status(), answer.body().toString());
            return answer.status() == 201
                    ? Future.succeededFuture(answer.body().toJsonObject().getString("session_id"))
                    : after(AGAIN_MS).compose(again -> create(shop));
        });
    }

    private Future<Void> tell(String session, int number) {
        var state = GatewayCalls.state(session, STATES.get(number - 1), session + "#" + number);
        klarna.set(session, state);
        return call(session, number, state)
                .onSuccess(done -> books.accept(session, number))
                .compose(done -> after(paceMs))
                .compose(done -> number == STATES.size() ? Future.succeededFuture() : tell(session, number + 1));
    }

    private Future<Void> call(String session, int number, JsonObject state) {
        var body =
                new JsonObject().put("event_id", state.getString("proof_event")).put("session", state);
        return service.post(klarna.link(session), JSON, body.toBuffer()).compose(answer -> {
            books.answered("callback", answer.status(), answer.body().toString());
            return answer.status() == 200
                    ? Future.succeededFuture()
                    : after(AGAIN_MS).compose(again -> call(session, number, state));
        });
    }

    private Future<Void> after(long millis) {
        return vertx.timer(millis, java.util.concurrent.TimeUnit.MILLISECONDS).mapEmpty();
    }
}
