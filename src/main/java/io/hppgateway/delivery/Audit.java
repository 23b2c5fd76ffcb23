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
        long live) {

    /** Deliveries that are neither done nor waiting: 0, or something was lost (above) or counted twice (below). */
    public long missing() {
        return accepted - delivered - dead - expired - owed;
    }

    /** Whether everything that was accepted is accounted for. */
    public boolean holds() {
        return !whole || (missing() == 0 && live == owed && unplanned == 0);
    }
}
