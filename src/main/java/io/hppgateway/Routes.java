package io.hppgateway;

import io.hppgateway.admin.access.AdminAuth;
import io.hppgateway.admin.operators.OperatorsApi;
import io.hppgateway.admin.webhooks.WebhooksApi;
import io.hppgateway.callback.CallbackApi;
import io.hppgateway.contract.ContractApi;
import io.hppgateway.http.OwnAnswers;
import io.hppgateway.http.PathCheck;
import io.hppgateway.http.Problems;
import io.hppgateway.http.RequestDeadline;
import io.hppgateway.ops.HealthApi;
import io.hppgateway.ops.Metrics;
import io.hppgateway.ops.RequestMetrics;
import io.hppgateway.proxy.ForwardApi;
import io.hppgateway.session.SessionApi;
import io.hppgateway.session.create.CreateApi;
import io.hppgateway.tenant.TenantAuth;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** Every URL, its guard and its handler. */
final class Routes {
    // What the router itself may refuse: a malformed path or header, a path or a method nobody knows. 500 is what it
    // makes of
    // every failed handler, whatever the answer is going to be.
    private static final List<Integer> ROUTER_REFUSALS = List.of(400, 404, 405, 406, 413, 415, 500);

    private static final String CALLBACKS = "/callbacks/v1/:tenant/:link";

    // Not TRACE: its answer repeats the request, and so the account's credentials.
    private static final List<HttpMethod> KLARNAS_METHODS = List.of(
            HttpMethod.GET,
            HttpMethod.HEAD,
            HttpMethod.POST,
            HttpMethod.PUT,
            HttpMethod.PATCH,
            HttpMethod.DELETE,
            HttpMethod.OPTIONS);

    private Routes() {}

    /** The port that the internet reaches. */
    static Router publicPort(
            Vertx vertx,
            RequestDeadline deadline,
            TenantAuth payments,
            CreateApi create,
            SessionApi hpp,
            ForwardApi klarna,
            CallbackApi callbacks,
            Metrics metrics) {
        var router = Router.router(vertx);
        var timed = new RequestMetrics(metrics.registry(), "public");
        router.route().handler(timed);

        // Only what goes to Klarna has a deadline; waits and streams take as long as they take.
        var guard = deadline.before(payments);
        router.post("/hpp/v1/sessions").handler(guard).handler(create::create);
        router.post("/v1/checkouts").handler(guard).handler(create::checkOut);
        router.get("/hpp/v1/sessions/:session").handler(guard).handler(hpp::read);
        router.delete("/hpp/v1/sessions/:session").handler(guard).handler(hpp::disable);
        router.post("/hpp/v1/sessions/:session/distribution").handler(guard).handler(hpp::pass);
        klarnas(router, "/hpp/v1/sessions/:session/distribution-module/*")
                .handler(guard)
                .handler(hpp::pass);
        klarnas(router, "/hpp/v1/sessions/:session/manual-id-check")
                .handler(guard)
                .handler(hpp::pass);

        klarnas(router, "/payments/v1/*").handler(guard).handler(klarna::forward);
        klarnas(router, "/checkout/v3/*").handler(guard).handler(klarna::forward);
        klarnas(router, "/ordermanagement/v1/*").handler(guard).handler(klarna::forward);
        klarnas(router, "/customer-token/v1/*").handler(guard).handler(klarna::forward);

        // No guard: the link itself is the proof.
        router.post(CALLBACKS).handler(callbacks::receive);
        timed.expect("POST", CALLBACKS, 500, 502, 503, 504);
        return withProblems(router);
    }

    /** Before everything else, and without a path: it is no route of its own. */
    static void first(Router router, OwnAnswers heads) {
        router.route().order(-1).handler(heads).handler(PathCheck::handle);
    }

    /** Around everything else, {@link #first} too. */
    static void outermost(Router router, Handler<RoutingContext> handler) {
        router.route().order(-2).handler(handler);
    }

    /** What a tenant may look up, on the public port. */
    static void tenantView(Router router, TenantAuth reader, TenantAuth writer, TenantView view) {
        router.get("/v1/events").handler(reader).handler(view.events::list);
        router.get("/v1/events/stream").handler(reader).handler(view.streams::open);
        router.get("/v1/events/:event").handler(reader).handler(view.events::read);
        router.get("/v1/deliveries").handler(reader).handler(view.deliveries::list);
        router.get("/v1/deliveries/:delivery").handler(reader).handler(view.deliveries::read);
        router.post("/v1/deliveries/:delivery/retry").handler(writer).handler(view.deliveries::retry);
        router.post("/v1/replays").handler(writer).handler(view.replays::create);
        router.get("/v1/sessions").handler(reader).handler(view.sessions::list);
        router.get("/v1/sessions/:session").handler(reader).handler(view.sessions::read);
        router.get("/v1/statement").handler(reader).handler(view.statement::read);
    }

    /** What a port's API is, for programs and for people; no guard, since it says nothing of any tenant. */
    static void contract(Router router, ContractApi api) {
        router.get("/openapi.yaml").handler(api::document);
        router.get("/docs").handler(api::page);
    }

    /** A path that Klarna answers, with the methods that its APIs may have. */
    private static Route klarnas(Router router, String path) {
        var route = router.route(path);
        KLARNAS_METHODS.forEach(route::method);
        return route;
    }

    /** The port that only the cluster reaches. */
    static Router managementPort(Vertx vertx, HealthApi health, Metrics metrics) {
        var router = Router.router(vertx);
        router.route().handler(new RequestMetrics(metrics.registry(), "management"));

        router.get("/health/live").handler(health::live);
        router.get("/health/ready").handler(health::ready);
        router.get("/health/started").handler(health::started);
        router.get("/metrics").handler(metrics::scrape);
        return withProblems(router);
    }

    /** A tenant's webhook endpoints, on the public port. */
    static void webhooks(Router router, TenantAuth reader, TenantAuth writer, WebhooksApi api) {
        webhooks(router, "/v1/webhooks", reader, writer, api);
    }

    private static void webhooks(
            Router router,
            String path,
            Handler<RoutingContext> reader,
            Handler<RoutingContext> writer,
            WebhooksApi api) {
        router.get(path).handler(reader).handler(api::list);
        router.post(path).handler(writer).handler(api::create);
        router.get(path + "/:webhook").handler(reader).handler(api::read);
        router.patch(path + "/:webhook").handler(writer).handler(api::change);
        router.delete(path + "/:webhook").handler(writer).handler(api::delete);
        router.post(path + "/:webhook/ping").handler(writer).handler(api::ping);
        router.post(path + "/:webhook/rotate-secret").handler(writer).handler(api::rotateSecret);
        router.post(path + "/:webhook/pause").handler(writer).handler(api::pause);
        router.post(path + "/:webhook/resume").handler(writer).handler(api::resume);
    }

    /** What operators change, on the management port. */
    static void admin(Router router, AdminAuth operator, OperatorsApi api, WebhooksApi webhooks) {
        String tenants = "/admin/v1/tenants";
        router.get(tenants).handler(operator).handler(api.tenants::list);
        router.post(tenants).handler(operator).handler(api.tenants::create);
        String tenant = tenants + "/:tenant";
        router.get(tenant).handler(operator).handler(api.tenants::read);
        router.patch(tenant).handler(operator).handler(api.tenants::change);
        router.delete(tenant).handler(operator).handler(api.tenants::delete);
        router.post(tenant + "/suspend").handler(operator).handler(api.tenants::suspend);
        router.post(tenant + "/resume").handler(operator).handler(api.tenants::resume);
        router.get(tenant + "/accounts").handler(operator).handler(api.accounts::list);
        router.post(tenant + "/accounts").handler(operator).handler(api.accounts::create);
        router.get(tenant + "/accounts/:account").handler(operator).handler(api.accounts::read);
        router.patch(tenant + "/accounts/:account").handler(operator).handler(api.accounts::change);
        router.delete(tenant + "/accounts/:account").handler(operator).handler(api.accounts::delete);
        router.post(tenant + "/accounts/:account/test").handler(operator).handler(api.accounts::test);
        router.get(tenant + "/keys").handler(operator).handler(api.keys::list);
        router.post(tenant + "/keys").handler(operator).handler(api.keys::create);
        router.get(tenant + "/keys/:key").handler(operator).handler(api.keys::read);
        router.patch(tenant + "/keys/:key").handler(operator).handler(api.keys::change);
        router.delete(tenant + "/keys/:key").handler(operator).handler(api.keys::revoke);
        var asTenant = api.forTenant.behind(operator);
        webhooks(router, tenant + "/webhooks", asTenant, asTenant, webhooks);
        router.get("/admin/v1/platform-keys").handler(operator).handler(api.platformKeys::list);
        router.post("/admin/v1/platform-keys").handler(operator).handler(api.platformKeys::create);
        router.get("/admin/v1/platform-keys/:key").handler(operator).handler(api.platformKeys::read);
        router.patch("/admin/v1/platform-keys/:key").handler(operator).handler(api.platformKeys::change);
        router.delete("/admin/v1/platform-keys/:key").handler(operator).handler(api.platformKeys::revoke);
        router.get("/admin/v1/audit").handler(operator).handler(api.audit::list);
    }

    private static Router withProblems(Router router) {
        var problems = new Problems(Failures::toProblem);
        ROUTER_REFUSALS.forEach(status -> router.errorHandler(status, problems));
        // On each route and not on one for all: metrics count an error under the route that handled it.
        router.getRoutes().stream()
                .filter(route -> route.getPath() != null)
                .forEach(route -> route.failureHandler(problems));
        return router;
    }
}
