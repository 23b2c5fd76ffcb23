package io.hppgateway.journal;

import io.hppgateway.secret.Base62;
import java.util.function.Supplier;

/** Ids that nobody has used: {@code evt_} and 24 characters of base62, 142 random bits. */
public final class EventIds implements Supplier<String> {
    private static final int LENGTH = 24;

    @Override
    public String get() {
        return "evt_" + Base62.random(LENGTH);
    }
}
