package io.hppgateway.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a tenant is to hear of one of its endpoints.
 *
 * @param endpoint which one
 * @param kind what it does
 * @param threshold for how long it has been failing at least; zero when it was paused
 * @param since its first failure after its last success; empty when it was paused at its first failure
 * @param failures in a row
 * @param status of its last answer, 0 when there was none
 * @param error of its last attempt, for people
 * @param at when it was noted
 * @param reason why it was paused, {@code gone} or {@code failing}; empty when it was not
 * @param noted the note itself, by which it is told once
 */
public record EndpointAlert(
        EndpointRef endpoint,
        Kind kind,
        Duration threshold,
        Optional<Instant> since,
        long failures,
        int status,
        String error,
        Instant at,
        Optional<String> reason,
        String noted) {

    /** What an endpoint does. */
    public enum Kind {
        FAILING("endpoint.failing"),
        PAUSED("endpoint.paused");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        /** The event's type. */
        public String type() {
            return type;
        }
    }

    /** What its events have in the place of a session's id, by which they are in order; announce.lua builds the same. */
    static String order(EndpointRef endpoint) {
        return "endpoint:" + endpoint;
    }

    /** Reads what common.lua notes: REF KIND THRESHOLD SINCE FAILS STATUS AT REASON ERROR. */
    static EndpointAlert parse(String noted) {
        String[] words = noted.split(" ", 9);
        long since = Long.parseLong(words[3]);
        return new EndpointAlert(
                EndpointRef.parse(words[0]),
                words[1].equals("paused") ? Kind.PAUSED : Kind.FAILING,
                Duration.ofMillis(Long.parseLong(words[2])),
                since == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(since)),
                Long.parseLong(words[4]),
                Integer.parseInt(words[5]),
                words[8],
                Instant.ofEpochMilli(Long.parseLong(words[6])),
                words[7].equals("-") ? Optional.empty() : Optional.of(words[7]),
                noted);
    }
}
