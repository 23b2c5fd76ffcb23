package io.hppgateway.sandbox.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Plays the gateway: takes the shop's two calls and sends the customer straight back. */
final class PeerGateway {
    /** One call of the shop. */
    record Call(String path, String authorization, JsonObject body) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();

    /** What happens between taking the second call and answering it; gets the session id. */
    volatile Function<String, Future<?>> beforeAnswer = session -> Future.succeededFuture();

    /** The status of the next answers; 200 lets the shop buy. */
    volatile int status = 200;

    private final AtomicInteger sessions = new AtomicInteger();
    private final HttpServer server;

    PeerGateway(Vertx vertx) {
        server = vertx.createHttpServer().requestHandler(this::take);
    }

    Future<PeerGateway> open() {
        return server.listen(0, "127.0.0.1").map(this);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    Future<Void> close() {
        return server.close();
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            var call = new Call(request.path(), request.getHeader("Authorization"), body.toJsonObject());
            calls.add(call);
            if (status != 200) {
                answer(request, status, error());
            } else if (call.path().equals("/payments/v1/sessions")) {
                answer(request, 200, new JsonObject().put("session_id", "kp-" + sessions.incrementAndGet()));
            } else {
                hostedPage(request, call.body());
            }
        });
    }

    private void hostedPage(HttpServerRequest request, JsonObject body) {
        var session = "hpp-" + sessions.get();
        var back = body.getJsonObject("merchant_urls")
                .getString("success")
                .replace("{{session_id}}", session)
                .replace("{{authorization_token}}", "token-of-" + session);
        var page = new JsonObject().put("session_id", session).put("redirect_url", back);
        beforeAnswer.apply(session).onComplete(done -> answer(request, 201, page));
    }

    private static JsonObject error() {
        return new JsonObject()
                .put("correlation_id", "corr-1")
                .put("error_code", "BAD_VALUE")
                .put("error_messages", new JsonArray().add("Bad value: <b>order_amount</b>"));
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }
}
