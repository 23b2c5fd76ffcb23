package io.hppgateway.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What became of a claim.
 *
 * @param told whether tenants were told something they had not heard
 * @param next when the session is checked again; empty for never
 * @param account id of the account whose credentials were used; empty for none
 * @param hold how long nothing of this account is checked; zero for no pause
 */
record Checked(CheckOutcome outcome, boolean told, Optional<Instant> next, String account, Duration hold) {}
