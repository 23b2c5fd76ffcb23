package io.hppgateway.sandbox;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A merchant's server that takes callbacks, and answers as a test wants. */
final class CallbackReceiver {
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> answer = status(204);

    record Received(String uri, String contentType, JsonObject body) {
        String eventId() {
            return body.getString("event_id");
        }

        String status() {
            return body.getJsonObject("session").getString("status");
        }
    }

    CallbackReceiver(Vertx vertx) throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(this::receive)
                .listen(0, "localhost")
                .await(5, TimeUnit.SECONDS);
    }

    static Consumer<HttpServerRequest> status(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    static Consumer<HttpServerRequest> silence() {
        return request -> {};
    }

    void answers(Consumer<HttpServerRequest> newAnswer) {
        answer = newAnswer;
    }

    String url(String path) {
        return "http://localhost:" + server.actualPort() + path;
    }

    List<Received> received() {
        return received;
    }

    List<String> statuses() {
        return received.stream().map(Received::status).toList();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            received.add(new Received(request.uri(), request.getHeader("Content-Type"), body.toJsonObject()));
            answer.accept(request);
        });
    }

    void close() throws Exception {
        server.close().await(5, TimeUnit.SECONDS);
    }
}
