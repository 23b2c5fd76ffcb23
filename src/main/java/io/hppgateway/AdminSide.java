package io.hppgateway;

import io.hppgateway.admin.access.AdminAuth;
import io.hppgateway.admin.operators.OperatorsApi;
import io.hppgateway.admin.webhooks.WebhooksApi;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.tenant.stored.AuditLog;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.Registry;
import io.hppgateway.tenant.stored.RegistryStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;

/** What operators change while everything runs: its own part of the composition root. */
final class AdminSide {
    /** A session lives 48 h at most, and its record outlives it by the retention. */
    private static final Duration LONGEST_SESSION = Duration.ofHours(50);

    private final Settings settings;
    private final Registry registry;
    private final KeyUseStore uses;
    private final OperatorsApi api;

    AdminSide(
            Vertx vertx,
            Settings settings,
            RedisLink redis,
            SecretBox box,
            Tenants tenants,
            EndpointDirectory directory,
            Klarna klarna,
            Clock clock) {
        this.settings = settings;
        var names = new Namespace(settings.redis().prefix());
        var reuse = settings.session().retention().plus(LONGEST_SESSION);
        registry = new Registry(vertx, new RegistryStore(redis, names, box, reuse), tenants);
        uses = new KeyUseStore(vertx, redis, names, tenants.uses(), clock);
        var parts = new OperatorsApi.Parts(
                registry, tenants, uses, new AuditLog(redis, names), directory, new Endpoints(redis, names), klarna);
        api = new OperatorsApi(vertx, parts, clock);
    }

    boolean isLoaded() {
        return registry.isLoaded();
    }

    void addTo(Router router, WebhooksApi webhooks) {
        Routes.admin(router, new AdminAuth(settings.adminKeys()), api, webhooks);
    }

    /** Done when every stored tenant is known, or after 2 s without. */
    Future<Void> start() {
        uses.start();
        return registry.start(settings.redis());
    }

    /** What could not be opened is tried again. */
    void openAgain() {
        registry.openAgain();
    }

    Future<Void> close() {
        return registry.close().eventually(uses::close);
    }
}
