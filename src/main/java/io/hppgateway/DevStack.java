package io.hppgateway;

import io.hppgateway.klarna.Upstream;
import io.hppgateway.sandbox.Sandbox;
import io.hppgateway.sandbox.SandboxMerchant;
import io.hppgateway.sandbox.SandboxSettings;
import io.hppgateway.sandbox.shop.DemoShop;
import io.hppgateway.sandbox.shop.ShopSettings;
import io.hppgateway.sandbox.shop.ShopTenant;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.file.TenantFiles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The whole product on one machine: Klarna sandbox, gateway, demo shop, against a Redis that is there already. */
final class DevStack {
    private static final String HOST = "127.0.0.1";

    private final Sandbox sandbox;
    private final Gateway gateway;
    private final DemoShop shop;
    private final List<Tenant> tenants;

    private DevStack(Sandbox sandbox, Gateway gateway, DemoShop shop, List<Tenant> tenants) {
        this.sandbox = sandbox;
        this.gateway = gateway;
        this.shop = shop;
        this.tenants = tenants;
    }

    /** The four ports, all of them given: the parts have to know each other's before they start. */
    record Ports(int http, int management, int sandbox, int shop) {

        /** The environment that a gateway on these ports is configured with. */
        private Map<String, String> environment(Map<String, String> overrides) {
            var environment = new HashMap<>(Map.of(
                    "HPP_HTTP_HOST", HOST,
                    "HPP_MANAGEMENT_HOST", HOST,
                    "HPP_PUBLIC_URL", url(http)));
            environment.putAll(overrides);
            // Not to be overridden: 0 there has become a real port here.
            environment.put("HPP_HTTP_PORT", Integer.toString(http));
            environment.put("HPP_MANAGEMENT_PORT", Integer.toString(management));
            environment.put("HPP_SANDBOX_URL", url(sandbox));
            environment.put("HPP_SHOP_URL", url(shop));
            return environment;
        }

        /** The variable that chose this port. */
        String variableOf(int port) {
            if (port == http) {
                return "HPP_HTTP_PORT";
            }
            if (port == management) {
                return "HPP_MANAGEMENT_PORT";
            }
            return port == sandbox ? "HPP_SANDBOX_PORT" : "HPP_SHOP_PORT";
        }
    }

    private static String url(int port) {
        return "http://" + HOST + ":" + port;
    }

    /**
     * Starts everything.
     *
     * @param conf the directory {@code conf/dev}
     * @param keys the tenants' API keys, by tenant id
     * @param overrides environment that wins over the defaults, {@code HPP_REDIS_URL} among it
     */
    static Future<DevStack> start(
            Vertx vertx, Ports ports, Path conf, Map<String, String> keys, Map<String, String> overrides) {
        var source = new SettingsSource(conf.resolve("gateway.yaml"), ports.environment(overrides));
        var settings = Settings.read(source);
        var files = new TenantFiles(settings.tenants(), source::variable);
        var tenants = files.read();
        var opened = new ArrayList<Supplier<Future<Void>>>();
        return Sandbox.open(vertx, sandbox(ports, tenants))
                .onSuccess(s -> opened.add(s::close))
                .compose(sandbox -> Gateway.start(vertx, settings, files, tenants)
                        .onSuccess(g -> opened.add(g::close))
                        .compose(gateway -> DemoShop.open(vertx, shop(ports, tenants, keys))
                                .map(shop -> new DevStack(sandbox, gateway, shop, tenants))))
                .recover(failure -> closeAll(opened).compose(closed -> Future.failedFuture(failure)));
    }

    private static Future<Void> closeAll(List<Supplier<Future<Void>>> opened) {
        return Future.join(opened.stream().map(Supplier::get).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private static SandboxSettings sandbox(Ports ports, List<Tenant> tenants) {
        var merchants = tenants.stream().map(DevStack::merchant).toList();
        return new SandboxSettings(HOST, ports.sandbox(), merchants, Duration.ofSeconds(3), Duration.ofSeconds(2));
    }

    /** The sandbox knows each tenant under the credentials that its file holds for it. */
    private static SandboxMerchant merchant(Tenant tenant) {
        Upstream upstream = tenant.defaultAccount().upstream();
        String basic = upstream.authorization().reveal().substring("Basic ".length());
        String[] pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8).split(":", 2);
        return new SandboxMerchant(tenant.id(), pair[0], pair[1]);
    }

    private static ShopSettings shop(Ports ports, List<Tenant> tenants, Map<String, String> keys) {
        var shops = tenants.stream()
                .map(tenant -> new ShopTenant(
                        tenant.id(),
                        tenant.name(),
                        Optional.ofNullable(keys.get(tenant.id())).orElse(""),
                        tenant.endpoints().stream()
                                .map(Endpoint::keys)
                                .flatMap(List::stream)
                                .map(Endpoint.Key::secret)
                                .map(Secret::reveal)
                                .toList()))
                .toList();
        return new ShopSettings(HOST, ports.shop(), url(ports.http()), shops);
    }

    String sandboxUrl() {
        return sandbox.baseUrl();
    }

    String shopUrl() {
        return shop.baseUrl();
    }

    String gatewayUrl() {
        return url(gateway.port());
    }

    String managementUrl() {
        return url(gateway.managementPort());
    }

    List<Tenant> tenants() {
        return tenants;
    }

    /** Closes from the outside in: no new purchase, then no new delivery, then no receiver. */
    Future<Void> close() {
        return sandbox.close().eventually(gateway::close).eventually(shop::close);
    }
}
