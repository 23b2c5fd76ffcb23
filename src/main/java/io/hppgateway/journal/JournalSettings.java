package io.hppgateway.journal;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

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
 * @param alertAfter times of failing after which a tenant is told, ascending
 */
public record JournalSettings(
        Duration retention,
        Duration dedup,
        int breakFailures,
        int breakSample,
        Duration firstBreak,
        Duration longestBreak,
        Duration pauseAfter,
        int pauseFailures,
        List<Duration> alertAfter) {

    public JournalSettings {
        alertAfter = alertAfter.stream().sorted().toList();
    }

    /** With alerts after 1 h, 24 h and 72 h. */
    public JournalSettings(
            Duration retention,
            Duration dedup,
            int breakFailures,
            int breakSample,
            Duration firstBreak,
            Duration longestBreak,
            Duration pauseAfter,
            int pauseFailures) {
        this(
                retention,
                dedup,
                breakFailures,
                breakSample,
                firstBreak,
                longestBreak,
                pauseAfter,
                pauseFailures,
                List.of(Duration.ofHours(1), Duration.ofHours(24), Duration.ofHours(72)));
    }

    /** The same with other alerts. */
    public JournalSettings with(List<Duration> others) {
        return new JournalSettings(
                retention,
                dedup,
                breakFailures,
                breakSample,
                firstBreak,
                longestBreak,
                pauseAfter,
                pauseFailures,
                others);
    }

    /** As the scripts take them: ms, separated by commas. */
    String alertMillis() {
        return alertAfter.stream().map(after -> Long.toString(after.toMillis())).collect(Collectors.joining(","));
    }

    /** 7 days; 5 in a row or half of 10; 30 s to 15 min; 5 days and 20 failures; alerts after 1, 24 and 72 h. */
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
