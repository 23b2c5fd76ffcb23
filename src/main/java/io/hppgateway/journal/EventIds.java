package io.hppgateway.journal;

import io.hppgateway.secret.Base62;
import io.hppgateway.secret.Sha256;

/** Ids of events: {@code evt_} and 24 characters of base62, 142 bits. */
final class EventIds {
    private static final int LENGTH = 24;

    private EventIds() {}

    /** One that nobody has used. */
    static String random() {
        return "evt_" + Base62.random(LENGTH);
    }

    /**
     * The id of what a tenant was told under this id of Klarna's: always the same, so that whoever goes by
     * {@code webhook-id} knows an event again that Redis had lost (a failover, a crash) when Klarna calls once more.
     */
    static String of(String tenant, String klarnaEventId) {
        return "evt_" + Base62.of(Sha256.of(tenant + "/" + klarnaEventId), LENGTH);
    }
}
