package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Gateways, receivers of their tenants, and news from Klarna that comes in where the test wants it. */
final class WebhookWorld implements AutoCloseable {
    private static final AtomicInteger NEWS = new AtomicInteger();

    final WebhookShop shop = new WebhookShop();
    final GatewayKit kit;
    private final Vertx vertx = Vertx.vertx();
    private final RedisLink redis = TestRedis.link(vertx);

    WebhookWorld() {
        this(Map.of());
    }

    WebhookWorld(Map<String, String> overrides) {
        var all = new HashMap<>(overrides);
        all.put("HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8");
        kit = GatewayKit.start(TestRedis.url(), all);
    }

    ApiClient acme(GatewayKit.Node node) {
        return ApiClient.of(node.url()).authorized("Bearer " + KitTenants.ACME_KEY);
    }

    ApiClient acme() {
        return kit.acme();
    }

    /** An endpoint of acme, made without a preflight; what is not given has its default. */
    JsonObject made(String url, JsonObject more) {
        var answer = acme().post("/v1/webhooks?preflight=false", more.copy().put("url", url));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    JsonObject made(String url) {
        return made(url, new JsonObject());
    }

    JsonObject read(String id) {
        var answer = acme().get("/v1/webhooks/" + id);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    /** A new session of acme changes its status, and Klarna tells this gateway. */
    void news(GatewayKit.Node node) {
        String session = kit.hosted(acme());
        var body = new JsonObject()
                .put("event_id", "news-" + NEWS.incrementAndGet())
                .put(
                        "session",
                        new JsonObject()
                                .put("session_id", session)
                                .put("status", "IN_PROGRESS")
                                .put("updated_at", Instant.now().toString()));
        String link = kit.callbackLink(session).replace(kit.url(), node.url());
        var answer = ApiClient.of(node.url()).post(link, body);
        assertThat(answer.status()).as("%s %s", link, answer.text()).isEqualTo(200);
    }

    void news() {
        news(kit.node());
    }

    /** One of acme's counters of deliveries. */
    long stat(String field) {
        Response value = redis("HGET", key("stats:acme"), field);
        return value == null ? 0 : value.toLong();
    }

    /** Waits until every delivery is counted where it is: the counters are read one after the other while some may be settled. */
    void awaitBooks() {
        await().untilAsserted(() -> assertThat(stat("accepted"))
                .isEqualTo(stat("delivered") + stat("dead") + stat("expired") + stat("live")));
    }

    /** A key of acme. */
    String key(String name) {
        return new Namespace(kit.redisPrefix()).of("acme") + name;
    }

    Response redis(String command, String... args) {
        Request request = Request.cmd(Command.create(command));
        for (String arg : args) {
            request.arg(arg);
        }
        return GatewayKit.wait(redis.send(request));
    }

    @Override
    public void close() {
        kit.close();
        shop.close();
        GatewayKit.wait(redis.close());
        GatewayKit.wait(vertx.close());
    }
}
