package io.hppgateway.reconcile;

import io.hppgateway.http.JsonFields;
import io.hppgateway.journal.Recheck;
import java.time.Duration;

/**
 * When and how much Klarna is asked.
 *
 * @param enabled whether this gateway asks at all, and notes what there is to ask
 * @param firstAfter from the last news of a session to the first check; every further one waits twice as long
 * @param longest time between two checks
 * @param unverifiedAfter from an unverified COMPLETED to the first check; doubles too
 * @param expiryLead how long before a session's end it is always checked
 * @param expiryLag how long after that end it is checked for the last time: clocks differ, and a payment may be under way
 * @param perSecond checks a second and account, over all gateway processes
 * @param inFlight checks under way in this process
 * @param lease after it, another process takes over; longer than Klarna may take to answer
 * @param silence time without any gateway process after which every open session is checked
 * @param look longest time between two looks into the queue
 */
public record ReconcileSettings(
        boolean enabled,
        Duration firstAfter,
        Duration longest,
        Duration unverifiedAfter,
        Duration expiryLead,
        Duration expiryLag,
        int perSecond,
        int inFlight,
        Duration lease,
        Duration silence,
        Duration look) {

    /**
     * Two a second leave 99 % of Klarna's 200/s (96 % of the playground's 50/s) to the tenant's own calls. A session that
     * nobody pays is checked 14 times in its 47 hours, so this is enough for 12,000 of them a day and account.
     */
    public static ReconcileSettings defaults() {
        return new ReconcileSettings(
                true,
                Duration.ofMinutes(10),
                Duration.ofHours(6),
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                2,
                16,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                Duration.ofSeconds(2));
    }

    /** Reads the section {@code reconcile}; a key with a fault gives its default, and the fault is noted. */
    public static ReconcileSettings read(JsonFields section) {
        var unset = defaults();
        var least = Duration.ofMillis(10);
        var day = Duration.ofDays(1);
        var read = new ReconcileSettings(
                section.flag("enabled", unset.enabled()),
                section.duration("first-after", least, day, unset.firstAfter()),
                section.duration("longest", least, day, unset.longest()),
                section.duration("unverified-after", least, day, unset.unverifiedAfter()),
                section.duration("expiry-lead", least, day, unset.expiryLead()),
                section.duration("expiry-lag", least, day, unset.expiryLag()),
                section.number("per-second", 1, 200, unset.perSecond()),
                section.number("in-flight", 1, 1000, unset.inFlight()),
                section.duration("lease", least, day, unset.lease()),
                section.duration("silence", least, day, unset.silence()),
                section.duration("look", least, Duration.ofMinutes(1), unset.look()));
        section.end();
        return read;
    }

    /**
     * What is written down with news.
     *
     * @param verifies whether callbacks are to be verified at all
     */
    public Recheck recheck(boolean verifies) {
        return enabled
                ? new Recheck(firstAfter, verifies ? unverifiedAfter : Duration.ZERO, expiryLead, expiryLag)
                : Recheck.never();
    }
}
