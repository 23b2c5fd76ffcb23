package io.hppgateway.webhook;

import io.hppgateway.http.Durations;
import io.hppgateway.journal.EndpointAlert;
import io.hppgateway.journal.EndpointAlerts;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.Subscription;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a tenant's other endpoints of one that is failing, or that was paused for it. */
public final class Alerts {
    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    private final Tenants tenants;
    private final EndpointAlerts journal;
    private final UnaryOperator<Duration> lease;
    private final MeterRegistry registry;

    /** @param lease how long a lease is for attempts of this length */
    public Alerts(Tenants tenants, EndpointAlerts journal, UnaryOperator<Duration> lease, MeterRegistry registry) {
        this.tenants = tenants;
        this.journal = journal;
        this.lease = lease;
        this.registry = registry;
        for (var kind : EndpointAlert.Kind.values()) {
            told(kind);
        }
    }

    /** Tells it, unless somebody did; answers the deliveries that the caller has to see to now. */
    public Future<List<Grant>> tell(EndpointAlert alert) {
        return tenants.find(alert.endpoint().tenant())
                .filter(tenant -> tenants.isWhole())
                .map(tenant -> tell(tenant, alert))
                // A pod with newer files knows it, or nobody does and the note ends after a day.
                .orElseGet(() -> Future.succeededFuture(List.of()));
    }

    private Future<List<Grant>> tell(Tenant tenant, EndpointAlert alert) {
        var about = tenant.endpoint(alert.endpoint().id());
        var others = tenant.endpoints().stream()
                .filter(endpoint -> !endpoint.id().equals(alert.endpoint().id()))
                .filter(endpoint -> endpoint.wants(alert.kind().type()))
                .map(endpoint -> Subscription.of(tenant, endpoint, lease))
                .toList();
        return journal.announce(alert, json(alert, about).toBuffer(), others)
                .onSuccess(told -> note(alert, told.known()))
                .map(told -> told.grants());
    }

    private static JsonObject json(EndpointAlert alert, Optional<Endpoint> about) {
        return new JsonObject()
                .put("id", alert.endpoint().id())
                .put("url", about.map(endpoint -> plain(endpoint.url())).orElse(null))
                .put("since", alert.since().map(Instant::toString).orElse(null))
                .put("noted_at", alert.at().toString())
                .put("threshold", alert.threshold().isZero() ? null : Durations.show(alert.threshold()))
                .put("reason", alert.reason().orElse(null))
                .put("consecutive_failures", alert.failures())
                .put("last_status", alert.status() == 0 ? null : alert.status())
                .put("last_error", alert.error());
    }

    /** Without user info and query, which may hold a token. */
    private static String plain(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    private void note(EndpointAlert alert, boolean known) {
        if (known) {
            return;
        }
        told(alert.kind()).increment();
        LOG.atWarn()
                .addKeyValue("tenant", alert.endpoint().tenant())
                .addKeyValue("endpoint", alert.endpoint().id())
                .addKeyValue("status", alert.status())
                .addKeyValue("error", alert.error())
                .log(
                        "{}: {} failures in a row, the first one at {}",
                        alert.kind().type(),
                        alert.failures(),
                        alert.since().map(Instant::toString).orElse("-"));
    }

    private Counter told(EndpointAlert.Kind kind) {
        return Counter.builder("hpp.endpoint.alerts")
                .description("events about endpoints that fail, or were paused for it, that this process told")
                .tag("type", kind.type())
                .register(registry);
    }
}
