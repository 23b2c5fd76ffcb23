package io.hppgateway.reconcile;

import java.time.Instant;

/**
 * A session this process is to check.
 *
 * @param session Klarna's HPP session id
 * @param lease end of the claim in epoch ms; also what proves that it still holds
 * @param checks that found nothing since the last news
 * @param doubtful whether it is COMPLETED and Klarna has yet to confirm it
 * @param now time of the claim by Redis' clock
 */
record Claim(String tenant, String session, long lease, int checks, Instant expiresAt, boolean doubtful, Instant now) {}
