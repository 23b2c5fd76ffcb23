package io.hppgateway.limit;

import java.util.Locale;

/** For whom a call is made. */
public enum Use {
    /** For the tenant that waits for it: may take the last call. */
    TENANT(0, 10),
    /** For us (read-backs, reconciling): leaves half of what there is to the tenant's own calls. */
    BACKGROUND(2, 20);

    private final int leaves;
    private final int slices;

    Use(int leaves, int slices) {
        this.leaves = leaves;
        this.slices = slices;
    }

    /** Calls that have to be left for others. */
    int left(Rate rate) {
        return leaves == 0 ? 0 : rate.burst() / leaves;
    }

    /**
     * Calls that a process takes at once, so that not each of them asks Redis. What a process has in hand and does not use is
     * the most by which all of them together can be too fast.
     */
    int slice(Rate rate) {
        return Math.max(1, rate.perSecond() / slices);
    }

    /** As a label. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
