package io.hppgateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A collector of OTLP over HTTP: a real server that keeps the spans it got. Reads protobuf by the field numbers of
 * opentelemetry/proto/trace/v1/trace.proto, as the published classes want a newer runtime than the gateway's.
 */
final class OtlpCollector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<Map<String, Object>> resources = new CopyOnWriteArrayList<>();
    private final List<Export> exports = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile boolean silent;

    /** One request. */
    record Export(String path, String contentType, String authorization, Buffer body) {}

    /**
     * A span.
     *
     * @param parent empty for none
     * @param kind 1 internal, 2 server, 3 client
     * @param status 0 unset, 1 ok, 2 error
     */
    record Span(
            String trace,
            String id,
            String parent,
            String name,
            int kind,
            int status,
            String message,
            Map<String, Object> attributes) {
        /** The header of a request that is made in it. */
        String traceparent() {
            return "00-" + trace + "-" + id + "-01";
        }

        Object get(String attribute) {
            return attributes.get(attribute);
        }
    }

    OtlpCollector() {
        this(new HttpServerOptions());
    }

    /** One with TLS, for example. */
    OtlpCollector(HttpServerOptions options) {
        server = GatewayKit.wait(
                vertx.createHttpServer(options).requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    private void take(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            exports.add(new Export(
                    request.path(), request.getHeader("Content-Type"), request.getHeader("Authorization"), body));
            if (silent) {
                return;
            }
            if (status == 200) {
                keep(body);
            }
            request.response().setStatusCode(status).end();
        });
    }

    private void keep(Buffer body) {
        var request = read(body.getBytes());
        for (var resource : messages(request, 1)) {
            messages(resource, 1).forEach(one -> resources.add(attributes(one, 1)));
            for (var scope : messages(resource, 2)) {
                messages(scope, 2).forEach(span -> spans.add(span(span)));
            }
        }
    }

    private static Span span(UnknownFieldSet span) {
        var ended = messages(span, 15);
        var status = ended.isEmpty() ? UnknownFieldSet.getDefaultInstance() : ended.get(0);
        return new Span(
                hex(span, 1),
                hex(span, 2),
                hex(span, 4),
                text(span, 5),
                (int) number(span, 6),
                (int) number(status, 3),
                text(status, 2),
                attributes(span, 9));
    }

    private static Map<String, Object> attributes(UnknownFieldSet of, int field) {
        var all = new HashMap<String, Object>();
        messages(of, field)
                .forEach(pair -> all.put(text(pair, 1), value(messages(pair, 2).get(0))));
        return all;
    }

    private static Object value(UnknownFieldSet any) {
        if (any.hasField(1)) {
            return text(any, 1);
        }
        return any.hasField(2) ? number(any, 2) == 1 : (Object) number(any, 3);
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> read(bytes.toByteArray()))
                .toList();
    }

    private static UnknownFieldSet read(byte[] bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(UnknownFieldSet of, int field) {
        var found = of.getField(field).getLengthDelimitedList();
        return found.isEmpty() ? new byte[0] : found.get(0).toByteArray();
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(bytes(of, field));
    }

    private static String text(UnknownFieldSet of, int field) {
        return new String(bytes(of, field), StandardCharsets.UTF_8);
    }

    private static long number(UnknownFieldSet of, int field) {
        var found = of.getField(field).getVarintList();
        return found.isEmpty() ? 0 : found.get(0);
    }

    String url() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** How it answers from now on; with another status than 200 it keeps nothing. */
    void answer(int with) {
        status = with;
    }

    /** It does not answer any more. */
    void hang() {
        silent = true;
    }

    List<Export> exports() {
        return exports;
    }

    /** What each export said of the program. */
    List<Map<String, Object>> resources() {
        return resources;
    }

    List<Span> spans() {
        return List.copyOf(spans);
    }

    List<Span> spans(Predicate<Span> which) {
        return spans.stream().filter(which).toList();
    }

    /** Waits for so many. */
    List<Span> await(int count, Predicate<Span> which) {
        org.awaitility.Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> org.assertj.core.api.Assertions.assertThat(spans(which))
                        .as("among %s", spans)
                        .hasSize(count));
        return spans(which);
    }

    Span awaitOne(Predicate<Span> which) {
        return await(1, which).get(0);
    }

    /** Everything that it was sent, byte for byte. */
    List<String> texts() {
        var all = new ArrayList<String>();
        exports.forEach(export -> all.add(new String(export.body().getBytes(), StandardCharsets.ISO_8859_1)));
        return all;
    }

    @Override
    public void close() {
        GatewayKit.wait(vertx.close());
    }
}
