package io.hppgateway;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaClient;
import io.hppgateway.klarna.guard.GuardedKlarna;
import io.hppgateway.klarna.guard.RetriedKlarna;
import io.hppgateway.limit.BudgetedKlarna;
import io.hppgateway.limit.Budgets;
import io.hppgateway.limit.Charges;
import io.hppgateway.limit.Purses;
import io.hppgateway.limit.Use;
import io.hppgateway.ops.TimedKlarna;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.trace.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;

/**
 * The ways to Klarna. A call is budgeted, then guarded, then tried twice where no connection can be made, and each try traced
 * and timed.
 *
 * @param charges who pays what
 * @param budgets what is spent
 * @param purses what this process may spend of it
 * @param tenants for calls that a tenant waits for
 * @param background for our own, which leave room for those
 */
record KlarnaPaths(Charges charges, Budgets budgets, Purses purses, Klarna tenants, Klarna background) {

    static KlarnaPaths of(
            Vertx vertx,
            Settings settings,
            RedisLink redis,
            Tenants tenants,
            KlarnaClient client,
            Traces traces,
            MeterRegistry registry) {
        var names = new Namespace(settings.redis().prefix());
        var charges = new Charges(settings.limits(), names, tenants::sharers);
        var budgets = new Budgets(redis, charges);
        var purses = new Purses(vertx, budgets, charges, registry);
        var timed = new TimedKlarna(client, registry);
        var tried = new RetriedKlarna(
                traces.klarna(timed, 0),
                traces.klarna(timed, 1),
                vertx,
                settings.klarna().connectTimeout());
        var guarded = new GuardedKlarna(tried, settings.upstream(), registry);
        tenants.all().stream()
                .flatMap(tenant -> tenant.accounts().stream())
                .forEach(account -> guarded.expect(account.upstream()));
        return new KlarnaPaths(
                charges,
                budgets,
                purses,
                new BudgetedKlarna(guarded, purses, Use.TENANT),
                new BudgetedKlarna(guarded, purses, Use.BACKGROUND));
    }
}
