package io.hppgateway.limit;

import io.hppgateway.http.Problem;
import io.hppgateway.redis.Args;
import java.time.Duration;

/**
 * A limit that a call pays into.
 *
 * @param key where what was paid stands in Redis
 * @param whose for people: who is limited, as the subject of a sentence
 */
public record Charge(String key, Rate rate, String whose) {

    /** Adds cost in ms and burst, as {@code gcra.lua} takes them. */
    public void addTo(Args args) {
        rate.addTo(args);
    }

    /** What whoever comes too early is told. */
    public Problem refusal(Duration wait) {
        // Whole seconds, and never less than it takes.
        String seconds = Long.toString(Math.max(1, (wait.toMillis() + 999) / 1000));
        String limit = Integer.toString(rate.perSecond());
        return Problem.of(
                        429,
                        "TOO_MANY_REQUESTS",
                        whose + " may do this " + limit + " times a second. The request did not leave; repeat it after "
                                + seconds + " s.")
                .with("Retry-After", seconds)
                .with("x-ratelimit-limit", limit + ", " + limit + ";w=1")
                .with("x-ratelimit-remaining", "0")
                .with("x-ratelimit-reset", seconds);
    }
}
