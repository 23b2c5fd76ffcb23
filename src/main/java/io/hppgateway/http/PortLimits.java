package io.hppgateway.http;

import java.time.Duration;

/**
 * What callers of a port may take of it, beyond the sizes that {@code HttpServerOptions} bounds.
 *
 * @param request from the first byte of a request to its last; a caller that drips is cut then
 * @param connections open at once, over all event loops
 */
public record PortLimits(Duration request, int connections) {

    /** For ports that only we, or the cluster, reach. */
    public static PortLimits usual() {
        return new PortLimits(Duration.ofSeconds(30), 1000);
    }
}
