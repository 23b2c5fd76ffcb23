package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.Sandbox;
import io.hppgateway.sandbox.SandboxMerchant;
import io.hppgateway.sandbox.SandboxSettings;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.file.TenantFiles;
import io.hppgateway.testkit.FreePort;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * A whole gateway for a test, configured as {@code Main} is: a real Redis behind it, the Klarna sandbox as its upstream, a
 * receiver for its webhooks, and the tenants of {@link KitTenants}.
 */
final class GatewayKit implements AutoCloseable {
    private static final List<SandboxMerchant> MERCHANTS = List.of(
            new SandboxMerchant("acme", "PK_acme", KitTenants.ACME_PASSWORD),
            new SandboxMerchant("globex-eu", "PK_globex_eu", KitTenants.GLOBEX_EU_PASSWORD),
            new SandboxMerchant("globex-na", "PK_globex_na", KitTenants.GLOBEX_NA_PASSWORD));

    private final Vertx vertx = Vertx.vertx();
    private final HookReceiver hooks = new HookReceiver(vertx);
    private final Sandbox sandbox;
    private final KlarnaSide klarna;
    private final Map<String, String> environment;
    private final List<Node> nodes = new ArrayList<>();

    /** A gateway in an event system of its own, as a pod has. */
    record Node(Vertx vertx, Gateway gateway) {
        String url() {
            return "http://127.0.0.1:" + gateway.port();
        }

        /** The operators' API. */
        ApiClient admin() {
            return ApiClient.of("http://127.0.0.1:" + gateway.managementPort())
                    .authorized("Bearer " + KitTenants.ADMIN_KEY)
                    .seenBy(Contracts.MANAGEMENT::judge);
        }
    }

    private GatewayKit(String redisUrl, Map<String, String> overrides) {
        sandbox = wait(Sandbox.open(
                vertx, new SandboxSettings("127.0.0.1", 0, MERCHANTS, Duration.ofSeconds(3), Duration.ofMillis(300))));
        klarna = new KlarnaSide(sandbox.baseUrl());
        environment = environment(redisUrl, overrides);
    }

    /** On the Redis of all tests, with keys of its own. */
    static GatewayKit start() {
        return start(TestRedis.url(), Map.of());
    }

    /** On a given Redis; environment variables as {@code conf/gateway.yaml} names them win over the kit's. */
    static GatewayKit start(String redisUrl, Map<String, String> overrides) {
        var kit = new GatewayKit(redisUrl, overrides);
        kit.open();
        return kit;
    }

    private Map<String, String> environment(String redisUrl, Map<String, String> overrides) {
        String port = Integer.toString(FreePort.next());
        var all = new HashMap<String, String>();
        all.put("HPP_HTTP_HOST", "127.0.0.1");
        all.put("HPP_HTTP_PORT", port);
        all.put("HPP_MANAGEMENT_HOST", "127.0.0.1");
        all.put("HPP_MANAGEMENT_PORT", "0");
        all.put("HPP_PUBLIC_URL", "http://127.0.0.1:" + port);
        all.put("HPP_REDIS_URL", redisUrl);
        all.put("HPP_REDIS_PREFIX", TestRedis.freshPrefix());
        // Long, as few tests are about how fast Redis, Klarna or a receiver is; those set their own.
        all.put("HPP_REDIS_COMMAND_TIMEOUT", "5s");
        all.put("HPP_CALLBACK_VERIFY_TIMEOUT", "2500ms");
        all.put("HPP_CALLBACK_KEYS", KitTenants.CALLBACK_KEY);
        all.put("HPP_ENCRYPTION_KEYSET", KitTenants.KEYSET);
        all.put("HPP_ADMIN_KEYS", KitTenants.ADMIN_KEY);
        all.put("HPP_KLARNA_RESPONSE_TIMEOUT", "10s");
        all.put("HPP_WEBHOOK_ALLOW_HTTP", "true");
        all.put("HPP_WEBHOOK_ALLOW_NETWORKS", "127.0.0.0/8");
        all.put("HPP_WEBHOOK_LEASE_MARGIN", "3s");
        all.put("HPP_TENANTS_DIRECTORY", KitTenants.write().toString());
        // As fast as a test is; limits have tests of their own.
        all.put("HPP_LIMITS_CREATE", "100000");
        all.put("HPP_LIMITS_OTHER", "100000");
        all.put("HPP_LIMITS_TENANT_CREATES", "10000");
        all.put("HPP_LIMITS_TENANT_BURST", "10000");
        all.put("HPP_SHUTDOWN_DRAIN", "500ms");
        all.put("KIT_SANDBOX_URL", sandbox.baseUrl());
        all.put("KIT_HOOKS_URL", hooks.url());
        all.putAll(overrides);
        return Map.copyOf(all);
    }

    /** One more gateway on the same Redis; the first one has the public URL. */
    Node open() {
        return open(Map.of());
    }

    /** One more, with other settings. */
    Node open(Map<String, String> changes) {
        var here = new HashMap<>(environment);
        here.putAll(changes);
        if (!nodes.isEmpty()) {
            here.put("HPP_HTTP_PORT", "0");
        }
        var source = new SettingsSource(Path.of("conf", "gateway.yaml"), here);
        var settings = Settings.read(source);
        var files = new TenantFiles(settings.tenants(), source::variable);
        var tenants = files.read();
        var own = Vertx.vertx();
        var node = new Node(own, wait(Gateway.start(own, settings, files, tenants)));
        nodes.add(node);
        return node;
    }

    Node node() {
        return nodes.get(0);
    }

    String url() {
        return node().url();
    }

    String managementUrl() {
        return "http://127.0.0.1:" + node().gateway().managementPort();
    }

    /** A sample of the first gateway's metrics, with its labels as it is shown; 0 when there is none. */
    double metric(String sample) {
        return ApiClient.of(managementUrl())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .sum();
    }

    String redisPrefix() {
        return environment.get("HPP_REDIS_PREFIX");
    }

    /** What its gateways are set by, for one in another process. */
    Map<String, String> environment() {
        return environment;
    }

    /** Any command on the gateway's Redis. */
    Response redis(String command, String... args) {
        var request = Request.cmd(Command.create(command));
        for (String arg : args) {
            request.arg(arg);
        }
        return onRedis(link -> link.send(request));
    }

    /** Anything on the gateway's Redis. */
    <T> T onRedis(Function<RedisLink, Future<T>> use) {
        var settings = new RedisSettings(
                Secret.of(environment.get("HPP_REDIS_URL")), Duration.ofSeconds(20), Duration.ofSeconds(20), "hpp");
        var link = RedisLink.of(vertx, settings);
        try {
            return wait(use.apply(link));
        } finally {
            wait(link.close());
        }
    }

    /** A tenant's keys that match. */
    List<String> keys(String tenant, String pattern) {
        var found = redis("KEYS", new Namespace(redisPrefix()).of(tenant).replace("{", "\\{") + pattern);
        return found.stream().map(Response::toString).toList();
    }

    /** Where the sandbox is, for an account of a tenant. */
    String sandboxUrl() {
        return sandbox.baseUrl();
    }

    KlarnaSide klarna() {
        return klarna;
    }

    HookReceiver hooks() {
        return hooks;
    }

    /** Without a key; every answer of our own API is held against the contract. */
    ApiClient nobody() {
        return ApiClient.of(url()).seenBy(Contracts.PUBLIC::judge);
    }

    ApiClient admin() {
        return node().admin();
    }

    ApiClient acme() {
        return nobody().authorized("Bearer " + KitTenants.ACME_KEY);
    }

    ApiClient globex() {
        return nobody().authorized("Bearer " + KitTenants.GLOBEX_KEY);
    }

    /** The sandbox goes away; it does not come back. */
    void closeKlarna() {
        wait(sandbox.close());
    }

    /** A KP session of this tenant; answers its URL as a client builds it, from the gateway's base URL. */
    String paymentSession(ApiClient tenant, String country) {
        var answer = tenant.post("/payments/v1/sessions", order(country));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return url() + "/payments/v1/sessions/" + answer.json().getString("session_id");
    }

    /** An HPP session of this tenant, with more fields of the request. */
    JsonObject hosted(ApiClient tenant, JsonObject more) {
        var answer =
                tenant.post("/hpp/v1/sessions", more.copy().put("payment_session_url", paymentSession(tenant, "SE")));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    /** The id of a new HPP session. */
    String hosted(ApiClient tenant) {
        return hosted(tenant, new JsonObject()).getString("session_id");
    }

    /** The callback link that Klarna was given for the newest session, filled in for this one. */
    String callbackLink(String session) {
        var creates = klarna.calls("POST", "/hpp/v1/sessions");
        return creates.get(creates.size() - 1)
                .getJsonObject("body")
                .getJsonObject("merchant_urls")
                .getString("status_update")
                .replace("{{session_id}}", session);
    }

    static JsonObject order(String country) {
        return new JsonObject()
                .put("purchase_country", country)
                .put("purchase_currency", "EUR")
                .put("locale", "en-" + country)
                .put("order_amount", 129_900)
                .put("order_tax_amount", 0)
                .put(
                        "order_lines",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "Tent")
                                        .put("quantity", 1)
                                        .put("unit_price", 129_900)
                                        .put("total_amount", 129_900)));
    }

    static JsonObject urls(String name, String url) {
        return new JsonObject().put("merchant_urls", new JsonObject().put(name, url));
    }

    static <T> T wait(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not done within a minute", e);
        }
    }

    @Override
    public void close() {
        for (var node : nodes) {
            wait(node.gateway().close());
            wait(node.vertx().close());
        }
        wait(sandbox.close().otherwiseEmpty());
        wait(vertx.close());
    }
}
