package io.hppgateway.history;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The books of a day: what became of the events that were accepted on it.
 *
 * @param day UTC
 * @param endpoints by id
 */
public record Statement(LocalDate day, List<Line> endpoints) {

    /** An endpoint's first or last event of the day; {@code acceptedAt} in epoch ms. */
    public record Mark(String event, String session, long sequence, long acceptedAt) {}

    /**
     * Counts per event; {@code accepted} is the sum of the others.
     *
     * @param pending not yet delivered
     */
    public record Counts(long accepted, long delivered, long dead, long expired, long pending) {}

    /**
     * One endpoint.
     *
     * @param first empty when it got none of the day's events but by replays
     * @param replays what was sent again, counted apart
     */
    public record Line(String endpoint, Counts counts, Optional<Mark> first, Optional<Mark> last, Counts replays) {}
}
