package io.hppgateway.webhook;

import io.hppgateway.http.TraceParent;
import io.hppgateway.journal.Grant;
import java.net.URI;

/** Follows attempts: where in the event's trace each stands, and what is recorded of it. */
@FunctionalInterface
public interface AttemptTraces {
    /** Only the header {@code traceparent}: nothing is recorded. */
    AttemptTraces UNRECORDED = (grant, url) -> {
        TraceParent place = grant.trace().child();
        return new Place() {
            @Override
            public TraceParent trace() {
                return place;
            }

            @Override
            public void end(int status, String error) {}
        };
    };

    /** One attempt begins. */
    Place begin(Grant grant, URI url);

    /** An attempt under way. */
    interface Place {
        /** What the receiver is told. */
        TraceParent trace();

        /**
         * It is over.
         *
         * @param status 0 when there was no answer
         * @param error empty when there was none
         */
        void end(int status, String error);
    }
}
