package io.hppgateway.tenant;

/**
 * A tenant's share of the gateway, over all of its accounts and all gateway processes. Klarna's own limits stand beside it.
 *
 * @param createsPerSecond sessions it may create a second, in the long run; 1 to 10,000
 * @param burst how many of them at once; 1 to 10,000
 */
public record TenantLimits(int createsPerSecond, int burst) {
    /** Largest value of either. */
    public static final int MOST = 10_000;
}
