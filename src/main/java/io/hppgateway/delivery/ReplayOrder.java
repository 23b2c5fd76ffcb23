package io.hppgateway.delivery;

/**
 * How events are sent again.
 *
 * @param newIds whether each gets a new {@code webhook-id}, so that a receiver which drops known ids takes it
 * @param dryRun whether to count only
 */
public record ReplayOrder(boolean newIds, boolean dryRun) {}
