package io.hppgateway;

import io.hppgateway.tenant.Tenant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** What is wrong with tenants whose files are well-formed: a key that everybody has, a webhook that may not be called. */
final class TenantRules implements Function<Collection<Tenant>, List<String>> {
    private final Settings settings;
    private final boolean demoKeys;

    private TenantRules(Settings settings, boolean demoKeys) {
        this.settings = settings;
        this.demoKeys = demoKeys;
    }

    /** Of a gateway that people pay through. */
    static TenantRules strict(Settings settings) {
        return new TenantRules(settings, false);
    }

    /** Of a gateway that runs with these tenants: one that was started with demo keys goes on with them. */
    static TenantRules of(Settings settings, Collection<Tenant> tenants) {
        return new TenantRules(settings, !DemoKeys.faults(settings, tenants).isEmpty());
    }

    @Override
    public List<String> apply(Collection<Tenant> tenants) {
        var faults = new ArrayList<String>(demoKeys ? List.of() : DemoKeys.faults(settings, tenants));
        tenants.forEach(tenant -> judge(tenant, faults));
        return faults;
    }

    private void judge(Tenant tenant, List<String> faults) {
        for (var endpoint : tenant.endpoints()) {
            settings.webhook()
                    .guard()
                    .refusal(endpoint.url())
                    .ifPresent(why -> faults.add("tenant " + tenant.id() + ": webhook " + endpoint.id() + ": " + why));
        }
    }
}
