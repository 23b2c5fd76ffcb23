package io.hppgateway.proof;

import static io.hppgateway.testkit.TestJournal.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Klarna's API: makes HPP sessions, remembers where to call back, and answers reads with the state it was given. */
public final class KlarnaPeer {
    private final Map<String, JsonObject> sessions = new ConcurrentHashMap<>();
    private final Map<String, String> links = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final HttpServer server;

    private KlarnaPeer(Vertx vertx) {
        server = await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    }

    public static KlarnaPeer start(Vertx vertx) {
        return new KlarnaPeer(vertx);
    }

    public String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** The path and query to call for a session. */
    public String link(String session) {
        String url = links.get(session);
        return url.substring(url.indexOf("/callbacks/")).replace("{{session_id}}", session);
    }

    /** What a session is from now on. */
    public void set(String session, JsonObject state) {
        sessions.put(session, state);
    }

    private void answer(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST) && request.path().equals("/hpp/v1/sessions")) {
            request.body().onSuccess(body -> create(request, body));
            return;
        }
        String id = request.path().substring(request.path().lastIndexOf('/') + 1);
        JsonObject session = sessions.get(id);
        request.response()
                .setStatusCode(session == null ? 404 : 200)
                .putHeader("content-type", "application/json")
                .end(session == null ? "{}" : session.encode());
    }

    private void create(HttpServerRequest request, Buffer body) {
        String id = "hpp-" + ids.incrementAndGet();
        links.put(id, body.toJsonObject().getJsonObject("merchant_urls").getString("status_update"));
        var answer = new JsonObject()
                .put("session_id", id)
                .put("session_url", url() + "/hpp/v1/sessions/" + id)
                .put("expires_at", Instant.now().plus(47, ChronoUnit.HOURS).toString());
        sessions.put(id, answer.copy().put("status", "WAITING"));
        request.response()
                .setStatusCode(201)
                .putHeader("content-type", "application/json")
                .end(answer.encode());
    }
}
