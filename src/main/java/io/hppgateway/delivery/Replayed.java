package io.hppgateway.delivery;

/**
 * What a replay did.
 *
 * @param found events that exist
 * @param queued of them are on their way; none in a dry run, and not those that wait there already
 */
public record Replayed(long found, long queued) {

    Replayed plus(Replayed other) {
        return new Replayed(found + other.found, queued + other.queued);
    }
}
