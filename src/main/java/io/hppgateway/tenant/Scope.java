package io.hppgateway.tenant;

import java.util.Arrays;
import java.util.Optional;
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

    /** Every name, for an error message. */
    public static String names() {
        return Arrays.stream(values()).map(s -> s.wire).collect(Collectors.joining(", "));
    }
}
