package io.hppgateway;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.EndpointAlerts;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.Journal;
import io.hppgateway.ops.LoopLagVerticle;
import io.hppgateway.ops.LoopTicks;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.trace.Traces;
import io.hppgateway.webhook.Alerts;
import io.hppgateway.webhook.RelayVerticle;
import io.hppgateway.webhook.TenantTargets;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What every event loop has: its share of the deliveries, and a clock that is late when the loop is. */
record WayOut(
        Settings settings, RedisLink redis, SecretBox box, Tenants tenants, Traces traces, MeterRegistry registry) {

    /** The fast path to the relays of this process. */
    GrantBus bus(Vertx vertx, Journal journal) {
        var bounds = new Bounds(registry);
        return new GrantBus(vertx, grant -> {
            bounds.reached(Bound.WEBHOOK_HANDOVER);
            giveBack(journal, grant);
        });
    }

    private static void giveBack(Journal journal, Grant grant) {
        journal.settle(grant, DeliveryOutcome.released(), 0); // when this fails the lease runs out
    }

    /** One for each of so many event loops. */
    Supplier<Deployable> relays(Journal journal, GrantBus bus, Clock clock, int loops) {
        var names = new Namespace(settings.redis().prefix());
        var told = new EndpointAlerts(redis, names, box, settings.session().retention(), traces.steps());
        var alerts = new Alerts(tenants, told, settings.webhook()::lease, registry);
        var targets = new TenantTargets(tenants, settings.webhook(), clock);
        var parts = new RelayVerticle.Parts(journal, bus, targets, alerts::tell, traces.attempts());
        var next = new AtomicInteger();
        return () -> new RelayVerticle(
                parts, settings.webhook(), registry, new RelayVerticle.Share(next.getAndIncrement(), loops));
    }

    /** One for each event loop. */
    Supplier<Deployable> lags(LoopTicks ticks) {
        var next = new AtomicInteger();
        return () -> new LoopLagVerticle(registry, ticks, next.getAndIncrement());
    }
}
