package io.hppgateway;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;

/** An upstream that a test hands each request to at its head, and that notes what becomes of it. */
final class StreamUpstream implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final AtomicReference<Handler<Seen>> answer = new AtomicReference<>();

    /** A request while it comes. */
    static final class Seen {
        private final HttpServerRequest request;
        private final List<String> parts = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private volatile boolean cut;

        Seen(HttpServerRequest request) {
            this.request = request;
            request.handler(chunk -> parts.add(chunk.toString("ISO-8859-1")));
            request.endHandler(end -> ended = true);
            request.exceptionHandler(broken -> cut = true);
            request.response().closeHandler(closed -> cut = true);
        }

        HttpServerRequest request() {
            return request;
        }

        MultiMap headers() {
            return request.headers();
        }

        String body() {
            return String.join("", parts);
        }

        boolean ended() {
            return ended;
        }

        /** Whether the connection went away while the request or its answer was under way. */
        boolean cut() {
            return cut;
        }

        /** Does it once the request was read. */
        void atEnd(Runnable then) {
            request.endHandler(end -> {
                ended = true;
                then.run();
            });
        }
    }

    StreamUpstream() {
        // A small buffer, so that a reader that stops is felt soon.
        server = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(16_384))
                .requestHandler(request -> {
                    var one = new Seen(request);
                    seen.add(one);
                    answer.get().handle(one);
                });
        GatewayKit.wait(server.listen(0, "127.0.0.1"));
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** From now on requests are answered like this, and the former ones are forgotten. */
    void answers(Handler<Seen> how) {
        seen.clear();
        answer.set(how);
    }

    List<Seen> seen() {
        return seen;
    }

    /** The one request, once its head is there. */
    Seen one() {
        Awaitility.await().until(() -> seen.size() == 1);
        return seen.get(0);
    }

    @Override
    public void close() {
        GatewayKit.wait(vertx.close());
    }
}
