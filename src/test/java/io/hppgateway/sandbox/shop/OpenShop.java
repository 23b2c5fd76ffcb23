package io.hppgateway.sandbox.shop;

import com.standardwebhooks.Webhook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A shop with its peer gateway, and the verbs of a customer and of a gateway that sends webhooks. */
final class OpenShop implements AutoCloseable {
    static final String ACME_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    static final String ACME_OLD_SECRET = "whsec_b2xkLXNlY3JldC1vZi1hY21lLWFjbWU=";
    static final String GLOBEX_SECRET = "whsec_Z2xvYmV4LXNlY3JldC1nbG9iZXgtMTIz";
    static final String ACME_KEY = "hpk_acmekey_acmeSecret0123456789acmeSecret";

    final Vertx vertx = Vertx.vertx();
    final PeerGateway gateway;
    final DemoShop shop;
    private final List<Future<?>> streams = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    OpenShop() {
        gateway = now(new PeerGateway(vertx).open());
        var tenants = List.of(
                new ShopTenant("acme", "Acme Outdoor", ACME_KEY, List.of(ACME_SECRET, ACME_OLD_SECRET)),
                new ShopTenant("globex", "Globex Home", "hpk_globexkey_globexSecret", List.of(GLOBEX_SECRET)));
        shop = now(DemoShop.open(vertx, new ShopSettings("127.0.0.1", 0, gateway.url() + "/", tenants)));
    }

    @Override
    public void close() {
        now(shop.close());
        now(gateway.close());
        now(vertx.close());
    }

    private static <T> T now(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    /** Sends the form of a product card. */
    HttpResponse<String> submit(Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return post("/orders", "application/x-www-form-urlencoded", form);
    }

    /** Buys a tent; the order's path. */
    String buy() {
        var answer = submit(Map.of("shop", "acme", "sku", "tent", "quantity", "2"));
        return URI.create(answer.headers().firstValue("Location").orElseThrow()).getPath();
    }

    /** A webhook of Acme, properly signed, now. */
    HttpResponse<String> deliver(String id, String session, long sequence, String status) {
        return deliver("acme", ACME_SECRET, id, Instant.now(), event(session, sequence, status));
    }

    HttpResponse<String> deliver(String tenant, String secret, String id, Instant signedAt, String body) {
        return send(signed(tenant, secret, id, signedAt, body));
    }

    /** The same from outside any test thread. */
    Future<?> deliverLater(String id, String session, long sequence, String status) {
        var request = signed("acme", ACME_SECRET, id, Instant.now(), event(session, sequence, status));
        return Future.fromCompletionStage(http.sendAsync(request.build(), BodyHandlers.ofString()));
    }

    private HttpRequest.Builder signed(String tenant, String secret, String id, Instant signedAt, String body) {
        long timestamp = signedAt.getEpochSecond();
        try {
            return request("/webhooks/" + tenant)
                    .header("Content-Type", "application/json")
                    .header("webhook-id", id)
                    .header("webhook-timestamp", Long.toString(timestamp))
                    .header("webhook-signature", new Webhook(secret).sign(id, timestamp, body))
                    .header("webhook-attempt", "1")
                    .POST(BodyPublishers.ofString(body));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static String event(String session, long sequence, String status) {
        var inner = new JsonObject()
                .put("session_id", session)
                .put("status", status)
                .put("updated_at", "2026-11-24T06:00:00Z");
        var data = new JsonObject()
                .put("event_id", "evt-" + sequence)
                .put("tenant", "acme")
                .put("sequence", sequence)
                .put("source", "callback")
                .put("verified", true)
                .put("session", inner);
        return new JsonObject()
                .put("type", "session." + status.toLowerCase(Locale.ROOT))
                .put("timestamp", "2026-11-24T06:00:00Z")
                .put("data", data)
                .encode();
    }

    List<JsonObject> received(String query) {
        return new JsonArray(get("/received" + query).body())
                .stream().map(JsonObject.class::cast).toList();
    }

    /** Follows an order; the lines of the stream, as they arrive. */
    BlockingQueue<String> follow(String order, String lastEventId) {
        var lines = new LinkedBlockingQueue<String>();
        var request =
                request(order + "/events").header("Last-Event-ID", lastEventId).build();
        streams.add(
                Future.fromCompletionStage(http.sendAsync(request, BodyHandlers.fromLineSubscriber(new Lines(lines)))));
        return lines;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(shop.baseUrl() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
