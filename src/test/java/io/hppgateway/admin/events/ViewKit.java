package io.hppgateway.admin.events;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.admin.deliveries.DeliveriesApi;
import io.hppgateway.admin.deliveries.Recipients;
import io.hppgateway.admin.deliveries.ReplaysApi;
import io.hppgateway.admin.deliveries.Resending;
import io.hppgateway.admin.deliveries.StatementApi;
import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.delivery.Feed;
import io.hppgateway.delivery.Replays;
import io.hppgateway.history.DeliveryLog;
import io.hppgateway.history.LiveNews;
import io.hppgateway.history.SessionLog;
import io.hppgateway.history.Statements;
import io.hppgateway.http.Problems;
import io.hppgateway.http.TraceParent;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrival;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.EventLog;
import io.hppgateway.journal.Events;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.TenantAuth;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.file.TenantFiles;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The tenant's view over HTTP, for two tenants that share a bucket, and a journal to fill it with. */
final class ViewKit implements AutoCloseable {
    static final LiveSettings QUICK = new LiveSettings(
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofMinutes(1),
            Duration.ofSeconds(60),
            3,
            3);

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SECRET = "Secret7Qm7VtZ2xKc9Lr4Wb8Ny3Hd6Tg1Ps5Aa";

    /** Another tenant in the bucket of acme, so that its keys are within reach of acme's scripts. */
    static final String OTHER = neighbourOf("acme");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final TestJournal journal;
    final LiveNews news;
    final StreamApi streams;
    final SessionsApi sessions;
    private final HttpServer server;
    private final Tenants tenants = new Tenants(Clock.systemUTC());

    ViewKit(Vertx vertx, LiveSettings live) {
        journal = TestJournal.open(vertx);
        tenants.replace(new TenantFiles(files(), name -> Optional.empty()).read());
        var link = journal.link();
        var names = journal.names();
        var box = TestJournal.box();
        news = new LiveNews(vertx, redis());
        news.start();
        var stored = new Events(link, names, box);
        var log = new EventLog(link, names, box);
        var feed = new Feed(link, names);
        var bounds = new Bounds(meters);
        streams = new StreamApi(vertx, log, feed, news, live, bounds);
        sessions = new SessionsApi(vertx, new SessionLog(link, names, box), news, live, bounds);
        var recipients = new Recipients(timeout -> timeout.plusSeconds(10), Duration.ofSeconds(15));
        var resending = new Resending(recipients, new Replays(link, names, feed), log);
        var deliveries = new DeliveriesApi(new DeliveryLog(link, names, box), resending);
        var statement =
                new StatementApi(new Statements(link, names, Duration.ofDays(7), Clock.systemUTC()), Clock.systemUTC());
        var router = Router.router(vertx);
        router.route("/v1/*").handler(new TenantAuth(tenants, Scope.WEBHOOKS_READ));
        var events = new EventsApi(log, stored);
        router.get("/v1/events").handler(events::list);
        router.get("/v1/events/stream").handler(streams::open);
        router.get("/v1/events/:event").handler(events::read);
        router.get("/v1/deliveries").handler(deliveries::list);
        router.get("/v1/deliveries/:delivery").handler(deliveries::read);
        router.post("/v1/deliveries/:delivery/retry").handler(deliveries::retry);
        router.post("/v1/replays").handler(new ReplaysApi(recipients, resending)::create);
        router.get("/v1/sessions").handler(sessions::list);
        router.get("/v1/sessions/:session").handler(sessions::read);
        router.get("/v1/statement").handler(statement::read);
        router.route().failureHandler(new Problems(failure -> Optional.empty()));
        server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
    }

    private RedisSettings redis() {
        var timeout = Duration.ofSeconds(20);
        return new RedisSettings(Secret.of(TestRedis.url()), timeout, timeout, prefix(journal));
    }

    private static String prefix(TestJournal journal) {
        String start = journal.names().bucket(0);
        return start.substring(0, start.indexOf(':'));
    }

    private static String neighbourOf(String tenant) {
        int bucket = io.hppgateway.redis.Namespace.bucketOf(tenant);
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "other" + i)
                .filter(name -> io.hppgateway.redis.Namespace.bucketOf(name) == bucket)
                .findFirst()
                .orElseThrow();
    }

    private static Path files() {
        try {
            var directory = Files.createTempDirectory("hpp-view");
            for (String tenant : List.of("acme", OTHER)) {
                Files.writeString(directory.resolve(tenant + ".yaml"), file(tenant));
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String file(String tenant) {
        return "id: " + tenant + "\nname: T\napi_keys:\n  - {id: " + tenant + ", sha256: " + ApiKey.sha256(SECRET)
                + "}\naccounts:\n  - {id: main, base_url: \"https://klarna.invalid\", username: u, password: p}\n"
                + "webhooks:\n"
                + "  - {id: a, url: \"https://a.invalid/\", secret: \"whsec_OrrT/OBjeMI5PuOw5wndLAju0MLBxEBM+yz3zT+M/gw=\"}\n"
                + "  - {id: b, url: \"https://b.invalid/\", secret: \"whsec_OrrT/OBjeMI5PuOw5wndLAju0MLBxEBM+yz3zT+M/gw=\"}\n";
    }

    /** An answer. */
    record Answer(int status, String text) {
        JsonObject json() {
            return new JsonObject(text);
        }

        List<JsonObject> data() {
            return json().getJsonArray("data").stream()
                    .map(JsonObject.class::cast)
                    .toList();
        }

        List<String> faults() {
            return json().getJsonArray("error_messages", new JsonArray()).stream()
                    .map(String.class::cast)
                    .toList();
        }
    }

    Answer get(String path) {
        return get("acme", path);
    }

    Answer get(String tenant, String path) {
        return getLater(tenant, path).join();
    }

    CompletableFuture<Answer> getLater(String tenant, String path) {
        return send(request(tenant, path).GET().build());
    }

    Answer post(String path, JsonObject body) {
        return post("acme", path, body);
    }

    Answer post(String tenant, String path, JsonObject body) {
        return send(request(tenant, path)
                        .POST(BodyPublishers.ofString(body.encode()))
                        .build())
                .join();
    }

    HttpRequest.Builder request(String tenant, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + key(tenant));
    }

    static String key(String tenant) {
        return "hpk_" + tenant + "_" + SECRET;
    }

    private static CompletableFuture<Answer> send(HttpRequest request) {
        return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(answer -> new Answer(answer.statusCode(), answer.body()));
    }

    /** How often somebody met this limit. */
    double reached(Bound bound) {
        return meters.get("hpp.bound.reached")
                .tag("bound", bound.label())
                .counter()
                .count();
    }

    int port() {
        return server.actualPort();
    }

    /** An event of acme for its endpoint a. */
    Acceptance accept(String session, String klarnaEvent, String status, long at) {
        return accept("acme", session, klarnaEvent, status, at, "a");
    }

    Acceptance accept(String tenant, String session, String klarnaEvent, String status, long at, String... endpoints) {
        return accept(Arrivals.of(tenant, session, klarnaEvent, status, at), endpoints);
    }

    Acceptance accept(Arrival arrival, String... endpoints) {
        return await(journal.journal().accept(arrival, Arrivals.subscribed(arrival.tenant(), endpoints)));
    }

    /** An arrival with a session of this size. */
    static Arrival large(String session, String klarnaEvent, int bytes) {
        var plain = Arrivals.of("acme", session, klarnaEvent, "IN_PROGRESS", 1);
        var json = Buffer.buffer("{\"session_id\":\"" + session + "\",\n\"status\":\"IN_PROGRESS\",\"fill\":\""
                + "x".repeat(bytes) + "\"}");
        var body = Buffer.buffer("{\"event_id\":\"" + klarnaEvent + "\",\"session\":")
                .appendBuffer(json)
                .appendString("}");
        return new Arrival(
                plain.tenant(),
                plain.account(),
                plain.sessionId(),
                plain.klarnaEventId(),
                plain.status(),
                false,
                1,
                0,
                plain.source(),
                true,
                plain.type(),
                body,
                json,
                TraceParent.start());
    }

    @Override
    public void close() {
        await(streams.close());
        await(sessions.close());
        await(news.close());
        await(server.close());
        journal.close();
    }
}
