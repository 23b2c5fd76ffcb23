package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A tenant's endpoint: a real server that keeps what it got and behaves as the test says. */
final class Receiver {
    /** What it got with one request. */
    record Hook(String path, Map<String, String> headers, Buffer body) {
        String header(String name) {
            return headers.get(name);
        }

        JsonObject json() {
            return body.toJsonObject();
        }

        long sequence() {
            return Long.parseLong(header("webhook-sequence"));
        }
    }

    /** How a request is answered; n counts them from 1. */
    @FunctionalInterface
    interface Behaviour {
        void answer(HttpServerRequest request, int n);
    }

    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    private Receiver(Vertx vertx, Behaviour behaviour) {
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    var headers = new java.util.HashMap<String, String>();
                    request.headers()
                            .forEach((name, value) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), value));
                    hooks.add(new Hook(request.uri(), headers, body));
                    behaviour.answer(request, requests.incrementAndGet());
                }))
                .listen(0, "127.0.0.1"));
    }

    static Receiver start(Vertx vertx, Behaviour behaviour) {
        return new Receiver(vertx, behaviour);
    }

    /** Says 200 to everything. */
    static Receiver healthy(Vertx vertx) {
        return start(vertx, (request, n) -> request.response().end());
    }

    static void status(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).end("because");
    }

    List<Hook> hooks() {
        return hooks;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort() + "/hooks?x=1");
    }
}
