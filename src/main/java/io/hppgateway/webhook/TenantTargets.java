package io.hppgateway.webhook;

import io.hppgateway.journal.Grant;
import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.Tenants;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoints of the tenants, and the {@code status_update} URLs that sessions brought along. */
public final class TenantTargets implements Targets {
    private static final Logger LOG = LoggerFactory.getLogger(TenantTargets.class);

    private final Tenants tenants;
    private final WebhookSettings settings;
    private final Clock clock;

    /** @param clock says which of an endpoint's secrets still sign */
    public TenantTargets(Tenants tenants, WebhookSettings settings, Clock clock) {
        this.tenants = tenants;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Optional<Target> find(Grant grant) {
        var tenant = tenants.find(grant.endpoint().tenant());
        return grant.endpoint().isStatusUpdate()
                ? tenant.flatMap(known -> statusUpdate(known, grant))
                : tenant.flatMap(known -> known.endpoint(grant.endpoint().id()))
                        .map(endpoint -> Target.of(endpoint, clock.instant(), settings.schedule()));
    }

    private Optional<Target> statusUpdate(Tenant tenant, Grant grant) {
        Optional<Secret> url = Optional.ofNullable(grant.statusUpdate());
        try {
            return url.map(template -> new Target(
                    URI.create(template.reveal()
                            .replace("{{session_id}}", grant.event().sessionId())),
                    statusUpdateSecrets(tenant),
                    Map.of(),
                    settings.timeout(),
                    true,
                    settings.schedule()));
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("tenant", tenant.id())
                    .addKeyValue("session", grant.event().sessionId())
                    .log("The status_update of a session is no http or https URL");
            return Optional.empty();
        }
    }

    /** Of a tenant whose file names none: those of its first endpoint. */
    private List<Secret> statusUpdateSecrets(Tenant tenant) {
        var own = tenant.statusUpdateSecrets();
        return own.isEmpty() && !tenant.endpoints().isEmpty()
                ? tenant.endpoints().get(0).secrets(clock.instant())
                : own;
    }
}
