package io.hppgateway.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;

/**
 * Klarna as the driver plays it: remembers the callback link of each session, and shows of each what its last callback said,
 * as Klarna does. What a read does not show, the gateway does not vouch for, and so does not pass on.
 */
final class Klarna {
    private static final Pattern STATUS_UPDATE = Pattern.compile("\"status_update\":\"http://[^/]+([^\"]+)\"");

    final int port = Lab.freePort();
    final BlockingQueue<Session> created = new LinkedBlockingQueue<>();
    private final Map<String, String> told = new ConcurrentHashMap<>();

    /** @param callback path and query of its callback link */
    record Session(String id, String callback) {}

    static Klarna start(Lab lab) {
        var klarna = new Klarna();
        Wait.on(lab.vertx.createHttpServer().requestHandler(klarna::handle).listen(klarna.port, "127.0.0.1"));
        return klarna;
    }

    /** A callback's body, which from now on is also what a read shows. What stands in {@code bench} comes through to the receiver. */
    Buffer news(String session, String status, String eventId, long bench) {
        String json = session(session, status, ",\"klarna_reference\":\"V4ZWG38X\",\"order_id\":\"%s\",\"bench\":\"%d\""
                .formatted(session, bench));
        told.put(session, json);
        return Buffer.buffer("{\"event_id\":\"%s\",\"session\":%s}".formatted(eventId, json));
    }

    private static String session(String id, String status, String more) {
        return "{\"session_id\":\"%s\",\"status\":\"%s\",\"updated_at\":\"%s\",\"expires_at\":\"2099-01-01T00:00:00.000Z\"%s}"
                .formatted(id, status, Instant.now(), more);
    }

    private void handle(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.GET)) {
            String id = request.path().substring(request.path().lastIndexOf('/') + 1);
            String json = told.get(id);
            json(request, 200, json == null ? session(id, "WAITING", "") : json);
            return;
        }
        request.body().onSuccess(body -> {
            String id = UUID.randomUUID().toString();
            var link = STATUS_UPDATE.matcher(body.toString());
            if (link.find()) {
                created.add(new Session(id, link.group(1).replace("{{session_id}}", id)));
            }
            json(request, 201, ("{\"session_id\":\"%1$s\",\"session_url\":\"http://127.0.0.1:%2$d/hpp/v1/sessions/%1$s\","
                            + "\"expires_at\":\"2099-01-01T00:00:00.000Z\"}").formatted(id, port));
        });
    }

    private static Future<Void> json(HttpServerRequest request, int status, String body) {
        return request.response().setStatusCode(status).putHeader("Content-Type", "application/json").end(body);
    }
}
