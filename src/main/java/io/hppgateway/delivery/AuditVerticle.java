package io.hppgateway.delivery;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Audits one tenant after the other, for ever; {@code hpp.delivery.missing} is what the last round found, 0 when all is well. */
public final class AuditVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerticle.class);

    private final DeliveryAudit audit;
    private final Supplier<List<String>> tenants;
    private final Duration round;
    private final AtomicLong missing = new AtomicLong();
    private boolean stopped;

    /**
     * @param tenants ids of all tenants
     * @param round time between two rounds, minutes as a rule
     */
    public AuditVerticle(DeliveryAudit audit, Supplier<List<String>> tenants, MeterRegistry registry, Duration round) {
        this.audit = audit;
        this.tenants = tenants;
        this.round = round;
        Gauge.builder("hpp.delivery.missing", missing, AtomicLong::get)
                .description(
                        "deliveries that are neither done nor waiting; not 0 means an event was lost or counted twice")
                .register(registry);
    }

    @Override
    public Future<?> start() {
        vertx.setTimer(round.toMillis(), first -> begin());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.succeededFuture();
    }

    private void begin() {
        next(tenants.get().iterator(), 0);
    }

    private void next(Iterator<String> rest, long sum) {
        if (stopped) {
            return;
        }
        if (!rest.hasNext()) {
            missing.set(sum);
            vertx.setTimer(round.toMillis(), again -> begin());
            return;
        }
        String tenant = rest.next();
        audit.of(tenant)
                .map(found -> judge(tenant, found))
                .onComplete(judged -> next(rest, sum + (judged.succeeded() ? judged.result() : 0)));
    }

    private static long judge(String tenant, Audit found) {
        if (!found.holds()) {
            LOG.atError().addKeyValue("tenant", tenant).log("deliveries do not add up: {}", found);
        }
        return found.holds() ? 0 : Math.max(1, Math.abs(found.missing()));
    }
}
