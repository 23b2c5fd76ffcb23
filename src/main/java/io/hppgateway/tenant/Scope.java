package io.hppgateway.tenant;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an API key may do. */
public enum Scope {
    /** Klarna's paths: create, read, disable, distribute sessions, and the APIs around them. */
    PAYMENTS("payments"),
    /** Read events, deliveries and webhook endpoints. */
    WEBHOOKS_READ("webhooks:read"),
    /** Change webhook endpoints, retry and replay. */
    WEBHOOKS_WRITE("webhooks:write"),
    /** Act for other tenants, named by the header {@code Hpp-Tenant}. */
    PLATFORM("platform");

    private final String wire;

    Scope(String wire) {
        this.wire = wire;
    }

    /** The scope of a name such as {@code webhooks:read}. */
    public static Optional<Scope> named(String wire) {
        return Arrays.stream(values()).filter(s -> s.wire.equals(wire)).findFirst();
    }

    /** The name, such as {@code webhooks:read}. */
    public String wireName() {
        return wire;
    }

    /** What a tenant's own key may have: all but {@link #PLATFORM}. */
    public static Set<Scope> ofTenants() {
        return EnumSet.complementOf(EnumSet.of(PLATFORM));
    }

    /** Every name of {@link #ofTenants()}, for an error message. */
    public static String names() {
        return ofTenants().stream().map(Scope::wireName).collect(Collectors.joining(", "));
    }
}
