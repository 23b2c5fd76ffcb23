package io.hppgateway.history;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names a delivery: one event to one endpoint, {@code <webhook id>:<endpoint>}, with {@code :replay} behind it in the lane
 * of replays.
 *
 * @param webhookId the event's id, with {@code ~N} behind it for a replay under an id of its own
 */
public record DeliveryId(String webhookId, String endpoint, boolean replay) {
    private static final Pattern TEXT =
            Pattern.compile("([A-Za-z0-9_-]{1,80}(?:~[0-9]{1,16})?):([A-Za-z0-9._-]{1,80})(:replay)?");

    /** Reads {@link #toString()}; empty when it is none. */
    public static Optional<DeliveryId> parse(String text) {
        var match = TEXT.matcher(text);
        return match.matches()
                ? Optional.of(new DeliveryId(match.group(1), match.group(2), match.group(3) != null))
                : Optional.empty();
    }

    /** The delivery this was an attempt at. */
    public static DeliveryId of(AttemptEntry attempt) {
        return ofLane(attempt.endpoint(), attempt.webhookId());
    }

    static DeliveryId ofRef(String ref, String webhookId) {
        return ofLane(ref.substring(ref.indexOf('/') + 1), webhookId);
    }

    private static DeliveryId ofLane(String lane, String webhookId) {
        return new DeliveryId(webhookId, lane.replace(Attempts.REPLAY, ""), lane.endsWith(Attempts.REPLAY));
    }

    /** The event's id. */
    public String event() {
        int copy = webhookId.indexOf('~');
        return copy < 0 ? webhookId : webhookId.substring(0, copy);
    }

    String ref(String tenant) {
        return tenant + "/" + endpoint + (replay ? Attempts.REPLAY : "");
    }

    @Override
    public String toString() {
        return webhookId + ":" + endpoint + (replay ? ":replay" : "");
    }
}
