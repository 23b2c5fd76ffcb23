package io.hppgateway.journal;

import java.time.Duration;

/**
 * How long the journal remembers, and when it spares an endpoint.
 *
 * @param retention of events, and of records beyond the session's own end
 * @param dedup how long a repeated event of Klarna is known
 * @param breakFailures failures in a row that break an endpoint
 * @param breakSample attempts within 60 s of which half failing breaks it too
 * @param firstBreak how long the first break is; every further one is twice as long
 * @param longestBreak at most
 * @param pauseAfter time without a success after which an endpoint is paused
 * @param pauseFailures and failures in a row it takes
 */
public record JournalSettings(
        Duration retention,
        Duration dedup,
        int breakFailures,
        int breakSample,
        Duration firstBreak,
        Duration longestBreak,
        Duration pauseAfter,
        int pauseFailures) {

    /** 7 days; 5 in a row or half of 10; 30 s to 15 min; 5 days and 20 failures. */
    public static JournalSettings defaults() {
        return new JournalSettings(
                Duration.ofDays(7),
                Duration.ofDays(7),
                5,
                10,
                Duration.ofSeconds(30),
                Duration.ofMinutes(15),
                Duration.ofDays(5),
                20);
    }
}
