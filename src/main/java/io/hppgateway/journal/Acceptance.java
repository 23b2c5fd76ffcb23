package io.hppgateway.journal;

import java.util.List;

/**
 * What became of an arrival; it is durable by then.
 *
 * @param known whether it had arrived before; nothing changed then
 * @param eventId the event it became, now or the first time
 * @param sequence number of the event in its session, from 1; 0 when it is known and has outlived the retention
 * @param outdated whether the session's record already held something newer
 * @param grants deliveries the caller has to see to now: send, publish or give back
 */
public record Acceptance(boolean known, String eventId, long sequence, boolean outdated, List<Grant> grants) {}
