package io.hppgateway;

import io.hppgateway.admin.webhooks.WebhooksApi;
import io.hppgateway.bound.Bounds;
import io.hppgateway.callback.CallbackApi;
import io.hppgateway.callback.Callbacks;
import io.hppgateway.callback.ReadBack;
import io.hppgateway.callback.Verify;
import io.hppgateway.contract.Contract;
import io.hppgateway.contract.ContractApi;
import io.hppgateway.delivery.AuditVerticle;
import io.hppgateway.delivery.DeliveryAudit;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.history.AttemptLog;
import io.hppgateway.http.OwnAnswers;
import io.hppgateway.http.RequestDeadline;
import io.hppgateway.journal.Journal;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaClient;
import io.hppgateway.ops.HealthApi;
import io.hppgateway.ops.LoopTicks;
import io.hppgateway.ops.Metrics;
import io.hppgateway.ops.RedisCheck;
import io.hppgateway.ops.RedisMemory;
import io.hppgateway.ops.RedisMeters;
import io.hppgateway.proxy.ForwardApi;
import io.hppgateway.reconcile.ReconcileQueue;
import io.hppgateway.reconcile.ReconcileVerticle;
import io.hppgateway.reconcile.Reconciler;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.address.RedisUrl;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.seal.KeysetGuard;
import io.hppgateway.secret.MacKeyring;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.session.AccountTrail;
import io.hppgateway.session.CallbackLinks;
import io.hppgateway.session.Listeners;
import io.hppgateway.session.Reads;
import io.hppgateway.session.SessionApi;
import io.hppgateway.session.SessionStore;
import io.hppgateway.session.Sessions;
import io.hppgateway.session.StatusNews;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.TenantAuth;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.tenant.endpoint.EndpointStore;
import io.hppgateway.tenant.file.TenantFiles;
import io.hppgateway.tenant.file.TenantReload;
import io.hppgateway.trace.Traces;
import io.hppgateway.webhook.Preflight;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/** A running gateway, and the only place where its parts meet: the constructor reads top-down as the architecture. */
final class Gateway {
    // One per core: two event loops on one core raise p99 from 4 to 9 ms.
    private static final int EVENT_LOOPS = Runtime.getRuntime().availableProcessors();
    // How long a pod may take callbacks without noticing that another one seals with a key that it lacks.
    static final Duration KEYS_LOOK = Duration.ofSeconds(5);
    // No step of ours takes a hundredth of it; a pause of the whole process is over when somebody asks.
    private static final Duration LOOP_PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Settings settings;
    private final RedisLink redis;
    private final EndpointDirectory endpoints;
    private final Preflight preflight;
    private final KlarnaClient klarnaClient;
    private final Traces traces;
    private final TenantView view;
    private final AdminSide admin;
    private final Router publicRoutes;
    private final Router managementRoutes;
    private final Ports ports;
    private final Deployments verticles;
    private final Supplier<Deployable> relays;
    private final Supplier<Deployable> lags;
    private final ReconcileVerticle reconciling;
    private final AuditVerticle audit;
    private final RedisCheck redisCheck;
    private final RedisMemory redisMemory;
    private final HealthApi health;
    private final Reloads reloads;
    private final KeysetGuard keyset;

    private Gateway(Vertx vertx, Settings settings, TenantFiles files, Collection<Tenant> initialTenants) {
        this.vertx = vertx;
        this.settings = settings;
        var clock = Clock.systemUTC();
        var metrics = new Metrics(vertx);
        traces = Traces.of(settings.tracing(), Main.version(), metrics.registry());

        redis = RedisLink.of(vertx, settings.redis(), new RedisMeters(metrics.registry()));
        var names = new Namespace(settings.redis().prefix());
        var box = SecretBox.of(settings.keyset());

        var tenants = new Tenants(clock);
        tenants.replace(initialTenants);
        endpoints = new EndpointDirectory(vertx, new EndpointStore(redis, names, box), tenants);
        var accounts = new AccountMemory(redis, names);

        klarnaClient = new KlarnaClient(vertx, settings.klarna());
        var paths = KlarnaPaths.of(vertx, settings, redis, tenants, klarnaClient, traces, metrics.registry());
        Klarna klarna = paths.tenants();

        boolean confirms = settings.callback().verify() != Verify.NEVER;
        var recheck = settings.reconcile().recheck(confirms);
        var journal = new Journal(redis, names, box, settings.journal(), recheck);
        var wayOut = new WayOut(settings, redis, box, tenants, traces, metrics.registry());
        var bus = wayOut.bus(vertx, journal);
        var store = new SessionStore(redis, names, box, settings.session().retention(), recheck);
        var trail = new AccountTrail(accounts);
        var news = new StatusNews(
                traces.acceptance(journal::accept),
                bus,
                new Listeners(
                        tenants::isWhole,
                        settings.webhook()::lease,
                        settings.webhook().timeout()),
                trail,
                clock,
                metrics.registry());
        String base = settings.publicBase().toString();
        var callbackKeys = MacKeyring.of(settings.callbackKeys());
        var links = new CallbackLinks(base, callbackKeys);

        var sessions = new Sessions(store, klarna, news, trail);
        var reads = new Reads(vertx, sessions, settings.session().readMaxAge(), confirms, metrics.registry());
        var hpp = new SessionApi(sessions, reads);
        var create = new CreatePath(settings, redis, box, paths).api(store, accounts, links);
        var forward = new ForwardApi(klarna, accounts, base);
        var readBack = new ReadBack(paths.background(), settings.callback(), traces.steps(), metrics.registry());
        var callbacks = new CallbackApi(links, tenants, new Callbacks(store, news, readBack, clock));

        reconciling = new ReconcileVerticle(
                new ReconcileQueue(redis, names, settings.reconcile()),
                new Reconciler(tenants, store, paths.background(), news, settings.reconcile(), traces.steps()),
                settings.reconcile(),
                metrics.registry());

        var ledger = new KeyLedger(redis, names);
        keyset = new KeysetGuard(vertx, ledger, box, KEYS_LOOK);
        reloads = new Reloads(vertx, settings.reload(), metrics.registry())
                .with(new TenantReload(files, tenants, initialTenants, TenantRules.of(settings, initialTenants)))
                .withCallbackKeys(callbackKeys)
                .withKeyset(box, ledger, this::openAgain);

        ports = new Ports(vertx, settings, metrics.registry(), reloads);
        verticles = new Deployments(vertx);

        var ticks = new LoopTicks(LOOP_PATIENCE);
        health = new HealthApi(vertx, redis, settings.redis().commandTimeout(), ticks);
        health.require("webhooks", endpoints::isLoaded);
        health.requireNone("encryption", keyset::fault);
        admin = new AdminSide(vertx, settings, redis, box, tenants, endpoints, klarna, clock);
        health.require("tenants", admin::isLoaded);
        redisCheck = new RedisCheck(vertx, redis, settings.redis().url().kind() == RedisUrl.Kind.CLUSTER);
        redisMemory = new RedisMemory(vertx, redis, metrics.registry());
        var payments = new TenantAuth(tenants, Scope.PAYMENTS);
        var reader = new TenantAuth(tenants, Scope.WEBHOOKS_READ);
        var writer = new TenantAuth(tenants, Scope.WEBHOOKS_WRITE);
        view = new TenantView(vertx, settings, redis, box, clock, new Bounds(metrics.registry()));
        var deadline = new RequestDeadline(vertx, settings.http().requestTimeout());
        publicRoutes = Routes.publicPort(vertx, deadline, payments, create, hpp, forward, callbacks, metrics);
        preflight = new Preflight(vertx, settings.webhook(), clock);
        var webhooks = webhooks(names, box, tenants, clock);
        Routes.webhooks(publicRoutes, reader, writer, webhooks);
        Routes.tenantView(publicRoutes, reader, writer, view);
        Routes.first(publicRoutes, new OwnAnswers(settings.publicBase(), List.of("/v1/", "/callbacks/")));
        traces.requests().ifPresent(recorded -> Routes.outermost(publicRoutes, recorded));
        managementRoutes = Routes.managementPort(vertx, health, metrics);
        relays = wayOut.relays(journal, bus, clock, EVENT_LOOPS);
        lags = wayOut.lags(ticks);
        admin.addTo(managementRoutes, webhooks);
        Routes.first(managementRoutes, new OwnAnswers(URI.create("http://management"), List.of("/")));
        Routes.contract(publicRoutes, new ContractApi(vertx, Contract::ofPublicPort));
        Routes.contract(managementRoutes, new ContractApi(vertx, Contract::ofManagementPort));
        audit = new AuditVerticle(
                new DeliveryAudit(redis, names), tenants::ids, metrics.registry(), settings.auditEvery());
    }

    private WebhooksApi webhooks(Namespace names, SecretBox box, Tenants tenants, Clock clock) {
        var parts = new WebhooksApi.Parts(
                tenants,
                endpoints,
                new Endpoints(redis, names),
                new AttemptLog(redis, names, box),
                preflight,
                settings.webhook().guard(),
                settings.webhook().schedule());
        return new WebhooksApi(vertx, parts, clock);
    }

    /**
     * Opens a gateway's ports. Redis may still be away: then it is not ready, and becomes so by itself.
     *
     * @param tenants what was read from the files
     */
    static Future<Gateway> start(Vertx vertx, Settings settings, TenantFiles files, Collection<Tenant> tenants) {
        var gateway = new Gateway(vertx, settings, files, tenants);
        return gateway.open()
                .map(gateway)
                .recover(failure -> gateway.close().transform(closed -> Future.failedFuture(failure)));
    }

    private Future<Void> open() {
        return ports.openManagement(managementRoutes)
                .compose(up -> keyset.start())
                .compose(up -> admin.start())
                // Before the relays: what is granted to an endpoint that nobody knows would wait.
                .compose(up -> endpoints.start(settings.redis()))
                .compose(up -> verticles.deploy(relays, EVENT_LOOPS))
                .compose(up -> verticles.deploy(lags, EVENT_LOOPS))
                .compose(up -> verticles.deploy(() -> audit, 1))
                .compose(up -> ports.openPublic(publicRoutes, EVENT_LOOPS))
                .compose(up ->
                        verticles.deploy(() -> reconciling, settings.reconcile().enabled() ? 1 : 0))
                .onSuccess(up -> health.markStarted())
                .onSuccess(up -> redisCheck.start())
                .onSuccess(up -> redisMemory.start())
                .onSuccess(up -> reloads.start())
                .onSuccess(up -> view.start());
    }

    private void openAgain() {
        endpoints.openAgain();
        admin.openAgain();
    }

    int port() {
        return ports.publicPort();
    }

    /** The table of the public port, for a test to hold against the contract. */
    Router publicRoutes() {
        return publicRoutes;
    }

    /** The table of the management port. */
    Router managementRoutes() {
        return managementRoutes;
    }

    int managementPort() {
        return ports.managementPort();
    }

    /** Takes no new work, finishes what is under way, closes. */
    Future<Void> close() {
        health.markDraining();
        reloads.stop();
        keyset.stop();
        return ports.part()
                .eventually(view::release)
                .eventually(ports::closePublic)
                .eventually(verticles::undeploy)
                .eventually(ports::closeManagement)
                .eventually(redisCheck::stop)
                .eventually(redisMemory::stop)
                .eventually(endpoints::close)
                .eventually(admin::close)
                .onComplete(closed -> preflight.close())
                .eventually(klarnaClient::close)
                .eventually(() -> traces.close(vertx, settings.drain()))
                .eventually(redis::close);
    }
}
