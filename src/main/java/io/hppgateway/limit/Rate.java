package io.hppgateway.limit;

import io.hppgateway.redis.Args;

/**
 * How often something may happen, by the generic cell rate algorithm.
 *
 * @param perSecond in the long run
 * @param burst at once
 */
public record Rate(int perSecond, int burst) {

    /** Adds cost in ms and burst, as {@code gcra.lua} takes them. */
    void addTo(Args args) {
        args.add(Double.toString(1000.0 / perSecond)).add(burst);
    }
}
