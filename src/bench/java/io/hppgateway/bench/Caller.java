package io.hppgateway.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Calls to the gateway: creates, to have sessions, and callbacks. */
final class Caller {
    private static final int AT_ONCE = 64;

    private final Lab lab;
    private final HttpClient http;
    private final Estate estate;
    private final Klarna klarna;

    Caller(Lab lab, Estate estate, Klarna klarna) {
        this.lab = lab;
        this.http = Creates.client(lab);
        this.estate = estate;
        this.klarna = klarna;
    }

    /** New sessions, of these tenants in turn. */
    List<Klarna.Session> sessions(int count, List<Estate.Shop> shops) {
        var body = Buffer.buffer(Creates.body(klarna.port));
        klarna.created.clear();
        all(count, i -> post("/hpp/v1/sessions", shops.get(i % shops.size()).authorization(), body, 201));
        var sessions = new ArrayList<Klarna.Session>();
        klarna.created.drainTo(sessions);
        if (sessions.size() != count) {
            throw new IllegalStateException(sessions.size() + " sessions instead of " + count);
        }
        return sessions;
    }

    /** @param due System.nanoTime() when it was; 0 for one whose time does not count */
    Future<Void> callback(Klarna.Session session, String status, String eventId, long due) {
        return post(session.callback(), "", klarna.news(session.id(), status, eventId, due), 200);
    }

    Future<Void> post(String path, String authorization, Buffer body, int expected) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(estate.port)
                .setURI(path)
                .putHeader("Content-Type", "application/json");
        if (!authorization.isEmpty()) {
            options.putHeader("Authorization", authorization);
        }
        return http.request(options).compose(request -> request.send(body)).compose(answer -> answer.statusCode() == expected
                ? answer.end()
                : answer.body().compose(text -> Future.failedFuture(path + ": HTTP " + answer.statusCode() + " " + text)));
    }

    /** So many calls, 64 at a time; seconds that they took. */
    double all(int count, IntFunction<Future<Void>> call) {
        var next = new AtomicInteger();
        var lanes = new ArrayList<Future<Void>>();
        long start = System.nanoTime();
        for (int i = 0; i < AT_ONCE; i++) {
            Promise<Void> done = Promise.promise();
            lab.vertx.runOnContext(go -> step(next, count, call, done));
            lanes.add(done.future());
        }
        Wait.on(Future.join(lanes));
        return (System.nanoTime() - start) / 1e9;
    }

    private void step(AtomicInteger next, int count, IntFunction<Future<Void>> call, Promise<Void> done) {
        int number = next.getAndIncrement();
        if (number >= count) {
            done.complete();
        } else {
            call.apply(number).onSuccess(ok -> step(next, count, call, done)).onFailure(done::fail);
        }
    }
}
