package io.hppgateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An upstream that keeps the bytes it got, and answers as a test says: for what the sandbox is too well-behaved for. */
final class RawUpstream implements AutoCloseable {
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    /** One request. */
    record Got(String method, String uri, Map<String, String> headers, String body) {}

    RawUpstream(Consumer<HttpServerRequest> answer) {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    got.add(got(request, body));
                    answer.accept(request);
                }));
        GatewayKit.wait(server.listen(0, "127.0.0.1"));
    }

    private static Got got(HttpServerRequest request, Buffer body) {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(headers::put);
        return new Got(request.method().name(), request.uri(), headers, body.toString());
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    List<Got> got() {
        return got;
    }

    @Override
    public void close() {
        GatewayKit.wait(vertx.close());
    }
}
