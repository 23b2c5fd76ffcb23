package io.hppgateway.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Audits one tenant after the other, for ever. The meters show the last round, over all tenants: {@code
 * hpp.conservation.difference} is 0 when all is well, {@code hpp.conservation.unaudited} counts the tenants of which the
 * round learned nothing, and {@code hpp.conservation.deliveries} has the sum by {@code state}. They tell of the whole
 * installation, so every pod shows the same.
 */
public final class AuditVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerticle.class);

    /** The first round comes soon: a pod that is restarted again and again shall not be blind. */
    private static final Duration FIRST = Duration.ofSeconds(10);

    private final DeliveryAudit audit;
    private final Supplier<List<String>> tenants;
    private final Duration interval;
    private final Map<String, Audit> found = new HashMap<>();
    // Written by the event loop, read by whoever scrapes.
    private volatile Round last = new Round(List.of(), 0);
    private boolean stopped;

    /** What one round found. */
    private record Round(List<Audit> audits, int unaudited) {
        double sum(ToDoubleFunction<Audit> part) {
            return audits.stream().mapToDouble(part).sum();
        }
    }

    /**
     * @param tenants ids of all tenants
     * @param interval time between two rounds, minutes as a rule
     */
    public AuditVerticle(
            DeliveryAudit audit, Supplier<List<String>> tenants, MeterRegistry registry, Duration interval) {
        this.audit = audit;
        this.tenants = tenants;
        this.interval = interval;
        Gauge.builder("hpp.conservation.difference", () -> last.sum(Audit::difference))
                .description("deliveries that are neither done nor waiting; not 0 means one was lost or counted twice")
                .register(registry);
        Gauge.builder("hpp.conservation.unaudited", () -> last.unaudited)
                .description("tenants that could not be audited: Redis was away, or they are owed too much to count")
                .register(registry);
        state(registry, "accepted", Audit::accepted);
        state(registry, "delivered", Audit::delivered);
        state(registry, "dead", Audit::dead);
        state(registry, "expired", Audit::expired);
        state(registry, "live", Audit::live);
        Gauge.builder("hpp.delivery.leases", () -> last.sum(Audit::leases))
                .description("permits in use: deliveries that all processes together had under way at the last audit")
                .register(registry);
        endpoints(registry, "well", of -> of.endpoints().well());
        endpoints(registry, "failing", of -> of.endpoints().failing());
        endpoints(registry, "broken", of -> of.endpoints().broken());
        endpoints(registry, "paused", of -> of.endpoints().paused());
    }

    private void endpoints(MeterRegistry registry, String state, ToDoubleFunction<Audit> part) {
        Gauge.builder("hpp.endpoints", () -> last.sum(part))
                .description("endpoints of all tenants at the last audit; a broken one gets nothing for a while")
                .tag("state", state)
                .register(registry);
    }

    private void state(MeterRegistry registry, String state, ToDoubleFunction<Audit> part) {
        Gauge.builder("hpp.conservation.deliveries", () -> last.sum(part))
                .description("deliveries of all tenants, per event and endpoint; accepted is the sum of the others")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public Future<?> start() {
        long first = Math.min(FIRST.toMillis(), interval.toMillis());
        vertx.setTimer(first, due -> begin());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void begin() {
        var all = tenants.get();
        found.keySet().retainAll(Set.copyOf(all));
        next(all.iterator(), 0);
    }

    private void next(Iterator<String> rest, int unaudited) {
        if (stopped) {
            return;
        }
        if (!rest.hasNext()) {
            last = new Round(List.copyOf(found.values()), unaudited);
            vertx.setTimer(interval.toMillis(), again -> begin());
            return;
        }
        String tenant = rest.next();
        audit.of(tenant)
                .map(seen -> judge(tenant, seen))
                .otherwise(failure -> unaudited(tenant, failure.getMessage()))
                .onSuccess(known -> next(rest, known ? unaudited : unaudited + 1));
    }

    /** Whether this audit says anything; if not, what the one before found stands. */
    private boolean judge(String tenant, Audit seen) {
        if (!seen.whole()) {
            return unaudited(tenant, "too much is waiting to be counted at once");
        }
        found.put(tenant, seen);
        if (!seen.holds()) {
            LOG.atError()
                    .addKeyValue("tenant", tenant)
                    .addKeyValue("difference", seen.difference())
                    .log("deliveries do not add up: {}", seen);
        }
        return true;
    }

    private static boolean unaudited(String tenant, @org.jspecify.annotations.Nullable String why) {
        LOG.atWarn().addKeyValue("tenant", tenant).log("deliveries could not be audited: {}", why);
        return false;
    }
}
