package io.hppgateway.tenant;

import java.util.Set;

/**
 * A key that acts for any tenant it is scoped to.
 *
 * @param key its scopes hold {@link Scope#PLATFORM} and what it may do for those tenants
 * @param tenants their ids; {@link #EVERY_TENANT} alone for all, those to come among them
 */
public record PlatformKey(ApiKey key, Set<String> tenants) {
    /** Stands for all tenants. */
    public static final String EVERY_TENANT = "*";

    public PlatformKey {
        tenants = Set.copyOf(tenants);
    }

    /** Whether the tenant is in its scope. */
    public boolean mayActFor(String tenant) {
        return tenants.contains(EVERY_TENANT) || tenants.contains(tenant);
    }
}
