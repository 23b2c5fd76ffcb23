package io.hppgateway.proof.many;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.proof.Shop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.util.List;
import java.util.Optional;

/** A shop's endpoint that writes what it hears into the books. */
final class Till {
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private final HttpServer server;
    private final Books books;
    private volatile boolean shut;

    Till(Vertx vertx, Books books) {
        this.books = books;
        server = await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (shut) {
                        request.response().setStatusCode(500).end();
                    } else {
                        hear(body);
                        request.response().end();
                    }
                }))
                .listen(0, "127.0.0.1"));
    }

    private void hear(Buffer body) {
        var data = body.toJsonObject().getJsonObject("data");
        var session = data.getJsonObject("session");
        books.hear(session.getString("proof_event", session.getString("session_id")), data.getString("source"));
    }

    /** While it is shut it takes no webhook. */
    void shut(boolean now) {
        shut = now;
    }

    /** A tenant whose webhooks come here. */
    Shop shop(String tenant) {
        var hook = new Shop.Hook("till", "http://127.0.0.1:" + server.actualPort() + "/hooks", SECRET, 64, "5s");
        return new Shop(tenant, List.of(hook), Optional.empty());
    }
}
