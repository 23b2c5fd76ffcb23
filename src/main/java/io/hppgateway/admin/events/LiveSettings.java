package io.hppgateway.admin.events;

import java.time.Duration;

/**
 * How requests stay open.
 *
 * @param look how often an open request looks for news by itself, in case a message was lost
 * @param heartbeat longest silence of a stream; shorter than the idle timeouts on its way
 * @param stall how long a stream's reader may take nothing before it is cut off
 * @param lifetime of a stream, after which the client connects and proves who it is again
 * @param longestWait of a read that waits; shorter than the port's idle timeout
 * @param streams per tenant and pod
 * @param waits reads that wait, per tenant and pod
 */
public record LiveSettings(
        Duration look,
        Duration heartbeat,
        Duration stall,
        Duration lifetime,
        Duration longestWait,
        int streams,
        int waits) {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** 3 s, 15 s, 30 s, 15 min, 60 s, 100 and 200; heartbeat and wait shorter where the port's idle timeout asks for it. */
    public static LiveSettings within(Duration idleTimeout) {
        Duration third = idleTimeout.dividedBy(3);
        Duration rest = idleTimeout.minus(third.compareTo(Duration.ofSeconds(5)) < 0 ? third : Duration.ofSeconds(5));
        return new LiveSettings(
                Duration.ofSeconds(3),
                third.compareTo(HEARTBEAT) < 0 ? third : HEARTBEAT,
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                rest.compareTo(LONGEST_WAIT) < 0 ? rest : LONGEST_WAIT,
                100,
                200);
    }
}
