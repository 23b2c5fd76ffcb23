package io.hppgateway.proof.neighbours;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.proof.Shop;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A host with three endpoints: {@code /good} answers at once, {@code /slow} after 5 s, {@code /hole} never. */
final class Sink {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final long SLOW_MS = 5000;

    private final Vertx vertx;
    private final HttpServer server;
    private final Map<String, Long> arrivals = new ConcurrentHashMap<>();

    Sink(Vertx vertx) {
        this.vertx = vertx;
        this.server = await(vertx.createHttpServer()
                .requestHandler(this::receive)
                .connectionHandler(connection -> connection.exceptionHandler(cutOff -> {}))
                .listen(0, "127.0.0.1"));
    }

    /** One of its endpoints, as a tenant's configuration has it. */
    Shop.Hook hook(String path) {
        return new Shop.Hook(path, "http://127.0.0.1:" + server.actualPort() + "/" + path, SECRET, 16, "10s");
    }

    /** When an event came to {@code /good} for the first time, in {@link System#nanoTime()}; null while it has not. */
    Long arrival(String event) {
        return arrivals.get(event);
    }

    private void receive(HttpServerRequest request) {
        long now = System.nanoTime();
        request.body().onSuccess(body -> {
            switch (request.path()) {
                case "/good" -> {
                    var session = body.toJsonObject()
                            .getJsonObject("data", new JsonObject())
                            .getJsonObject("session");
                    arrivals.putIfAbsent(session.getString("proof_event"), now);
                    request.response().end();
                }
                case "/slow" ->
                    vertx.setTimer(SLOW_MS, late -> {
                        if (!request.response().closed()) {
                            request.response().end();
                        }
                    });
                default -> request.response().exceptionHandler(cutOff -> {}); // it never answers
            }
        });
    }
}
