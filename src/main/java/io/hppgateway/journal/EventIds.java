package io.hppgateway.journal;

import io.hppgateway.secret.Base62;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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
        try {
            byte[] told = (tenant + "/" + klarnaEventId).getBytes(StandardCharsets.UTF_8);
            return "evt_" + Base62.of(MessageDigest.getInstance("SHA-256").digest(told), LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
