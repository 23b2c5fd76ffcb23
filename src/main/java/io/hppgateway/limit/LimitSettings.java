package io.hppgateway.limit;

import io.hppgateway.http.JsonFields;
import io.hppgateway.klarna.Upstream;
import io.hppgateway.tenant.TenantLimits;

/**
 * What Klarna allows a merchant id, and what the gateway allows a tenant; each a second, and as many at once.
 *
 * @param create hosted page sessions, and apart from them payment sessions, at a live host
 * @param createPlayground the same at a playground
 * @param other all other calls at a live host
 * @param otherPlayground the same at a playground
 * @param tenant sessions that a tenant may create that has no limits of its own
 */
public record LimitSettings(int create, int createPlayground, int other, int otherPlayground, TenantLimits tenant) {
    private static final int MOST = 100_000;

    /**
     * Klarna's numbers (Klarna docs, "Rate limits"). A tenant's 100 a second are two live accounts' worth, and a tenth or so of
     * what a core creates.
     */
    public static LimitSettings defaults() {
        return new LimitSettings(40, 5, 200, 50, new TenantLimits(100, 100));
    }

    /** Reads the section {@code limits}; a key with a fault gives its default, and the fault is noted. */
    public static LimitSettings read(JsonFields section) {
        var unset = defaults();
        var read = new LimitSettings(
                section.number("create", 1, MOST, unset.create()),
                section.number("create-playground", 1, MOST, unset.createPlayground()),
                section.number("other", 1, MOST, unset.other()),
                section.number("other-playground", 1, MOST, unset.otherPlayground()),
                new TenantLimits(
                        section.number(
                                "tenant-creates",
                                1,
                                TenantLimits.MOST,
                                unset.tenant().createsPerSecond()),
                        section.number(
                                "tenant-burst",
                                1,
                                TenantLimits.MOST,
                                unset.tenant().burst())));
        section.end();
        return read;
    }

    /** What Klarna allows a merchant id there, a second and at once. */
    Rate klarnas(Upstream upstream, Category category) {
        boolean playground = upstream.host().isPlayground();
        int perSecond = switch (category) {
            case HOSTED_PAGE, PAYMENT_SESSION -> playground ? createPlayground : create;
            case OTHER -> playground ? otherPlayground : other;
        };
        return new Rate(perSecond, perSecond);
    }
}
