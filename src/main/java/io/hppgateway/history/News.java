package io.hppgateway.history;

import java.util.Optional;

/**
 * That an event was accepted, by this pod or another one.
 *
 * @param cursor its place in the tenant's feed
 * @param sequence number in its session, from 1
 * @param status Klarna's word
 */
public record News(String tenant, String session, String event, String cursor, long sequence, String status) {
    private static final int PARTS = 6;

    /** Reads what accept.lua publishes: these, in this order, with a space between; empty when it is something else. */
    static Optional<News> parse(String message) {
        String[] parts = message.split(" ", PARTS);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new News(parts[0], parts[1], parts[2], parts[3], Long.parseLong(parts[4]), parts[5]));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
