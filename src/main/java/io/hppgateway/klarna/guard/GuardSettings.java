package io.hppgateway.klarna.guard;

import io.hppgateway.http.JsonFields;
import java.time.Duration;

/**
 * What one API host may take of a gateway process, and when it is spared.
 *
 * @param inFlight calls under way per host
 * @param tenantInFlight of them, those of one tenant
 * @param breakFailures failures in a row after which a host is spared; or half of twice as many within ten seconds
 * @param firstBreak how long it is spared first; every further time is twice as long
 * @param longestBreak at most
 */
public record GuardSettings(
        int inFlight, int tenantInFlight, int breakFailures, Duration firstBreak, Duration longestBreak) {
    private static final int MOST = 100_000;

    /**
     * Klarna takes some 300 ms for a create: 1,024 are 3,400 a second, more than a process makes. A host that hangs holds each
     * call for 20 s; then no tenant holds more than a quarter of them, and half of the connections (klarna.connections).
     */
    public static GuardSettings defaults() {
        return new GuardSettings(1024, 256, 10, Duration.ofSeconds(5), Duration.ofMinutes(1));
    }

    /** Reads the section {@code upstream}; a key with a fault gives its default, and the fault is noted. */
    public static GuardSettings read(JsonFields section) {
        var unset = defaults();
        var least = Duration.ofMillis(10);
        var most = Duration.ofHours(1);
        var read = new GuardSettings(
                section.number("in-flight", 1, MOST, unset.inFlight()),
                section.number("tenant-in-flight", 1, MOST, unset.tenantInFlight()),
                section.number("break-failures", 1, MOST, unset.breakFailures()),
                section.duration("first-break", least, most, unset.firstBreak()),
                section.duration("longest-break", least, most, unset.longestBreak()));
        section.end();
        return read;
    }
}
