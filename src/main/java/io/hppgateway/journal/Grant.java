package io.hppgateway.journal;

import io.hppgateway.http.TraceParent;
import io.hppgateway.secret.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right, and the duty, to attempt one delivery until its lease ends. Ends with {@link Journal#settle}.
 *
 * @param endpoint to whom
 * @param replay whether it is sent again on somebody's request, in the lane of its own
 * @param fence proves that the lease is still this one
 * @param lease how long this is ours, from when it was granted
 * @param attempt number of this attempt, from 1
 * @param faults of the attempts before, those that failed through a fault of ours
 * @param webhookId what the receiver sees as {@code webhook-id}: the event's id, or one of its own for a replay that asked
 *     for one
 * @param event what
 * @param statusUpdate the session's own URL, for an endpoint that stands for such URLs; null when it has none or no key of
 *     ours opens it
 * @param trace where the event stands in its trace; each attempt is a new place below it
 */
public record Grant(
        EndpointRef endpoint,
        boolean replay,
        long fence,
        Duration lease,
        int attempt,
        int faults,
        String webhookId,
        Event event,
        @Nullable Secret statusUpdate,
        TraceParent trace) {

    /** The same without what was to be sent: all that {@link Journal#settle} needs, and what may wait for it in numbers. */
    public Grant sent() {
        return new Grant(
                endpoint, replay, fence, lease, attempt, faults, webhookId, event.withoutContent(), null, trace);
    }

    /** The first attempt of an event that was just taken in. */
    static Grant first(Subscription to, long fence, Event event, @Nullable Secret statusUpdate, TraceParent trace) {
        return new Grant(to.endpoint(), false, fence, to.lease(), 1, 0, event.id(), event, statusUpdate, trace);
    }

    /** The endpoint's queue this comes from, as its keys are named. */
    String lane() {
        return replay ? endpoint + "!replay" : endpoint.toString();
    }
}
