package io.hppgateway.admin.operators;

import io.hppgateway.delivery.Endpoints;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.tenant.Tenants;
import io.hppgateway.tenant.endpoint.EndpointDirectory;
import io.hppgateway.tenant.stored.AuditLog;
import io.hppgateway.tenant.stored.KeyUseStore;
import io.hppgateway.tenant.stored.Registry;
import io.vertx.core.Vertx;
import java.time.Clock;

/** The operators' calls, put together. */
public final class OperatorsApi {
    public final TenantsApi tenants;
    public final AccountsApi accounts;
    public final KeysApi keys;
    public final PlatformKeysApi platformKeys;
    public final AuditApi audit;
    public final ForTenant forTenant;

    /**
     * What it works with.
     *
     * @param directory the endpoints that tenants made
     * @param endpoints their queues
     * @param klarna where accounts are tried out
     */
    public record Parts(
            Registry registry,
            Tenants tenants,
            KeyUseStore uses,
            AuditLog log,
            EndpointDirectory directory,
            Endpoints endpoints,
            Klarna klarna) {}

    public OperatorsApi(Vertx vertx, Parts parts, Clock clock) {
        var registrations = new Registrations(parts.registry, parts.tenants, clock);
        var removal = new Removal(vertx, registrations, parts.directory, parts.endpoints, parts.uses);
        tenants = new TenantsApi(parts.registry, parts.tenants, registrations, parts.uses, removal);
        accounts = new AccountsApi(registrations, parts.klarna);
        keys = new KeysApi(registrations, parts.uses, clock);
        platformKeys = new PlatformKeysApi(parts.registry, parts.uses, clock);
        audit = new AuditApi(parts.log);
        forTenant = new ForTenant(registrations, parts.log);
    }
}
