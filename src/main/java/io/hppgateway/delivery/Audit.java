package io.hppgateway.delivery;

/**
 * A tenant's deliveries at one moment, per event and endpoint.
 *
 * @param whole false when there was too much to count; everything else is 0 then
 * @param owed undelivered, by counting the queues
 * @param unplanned queues with work that nobody is to look at
 * @param crowded queues with more leases than permits, as after the permits were lowered
 * @param accepted since ever, like the next three
 * @param live undelivered, by the counter
 * @param leases deliveries under way, over all pods: permits in use
 * @param endpoints by what they do
 */
public record Audit(
        boolean whole,
        long owed,
        long unplanned,
        long crowded,
        long accepted,
        long delivered,
        long dead,
        long expired,
        long live,
        long leases,
        Endpoints endpoints) {

    /** How many endpoints are in each state; each is in one. */
    public record Endpoints(long well, long failing, long broken, long paused) {}

    /** Deliveries that are neither done nor waiting: 0, or something was lost (above) or counted twice (below). */
    public long missing() {
        return accepted - delivered - dead - expired - owed;
    }

    /** How far the books are off: 0, or at least so many deliveries are lost, counted twice, or waiting unseen. */
    public long difference() {
        return Math.max(Math.max(Math.abs(missing()), Math.abs(live - owed)), unplanned);
    }

    /** Whether everything that was accepted is accounted for. */
    public boolean holds() {
        return difference() == 0;
    }
}
