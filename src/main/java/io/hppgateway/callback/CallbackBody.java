package io.hppgateway.callback;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.Problem;
import io.hppgateway.klarna.HppSession;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.Set;

/**
 * A callback's body: {@code {"event_id", "session": {…}}}. Kustom repeats a callback with an empty object, so all of it may
 * be missing.
 *
 * @param eventId {@code klarna:} and Klarna's, or made of the session's status and its time; empty for none
 * @param session what it says of the session; empty when it says nothing usable
 * @param sessionJson the session as Klarna wrote it
 */
record CallbackBody(String eventId, Optional<HppSession> session, Buffer original, Buffer sessionJson) {

    /** @throws io.hppgateway.http.ProblemException 400 when it is no JSON object */
    static CallbackBody parse(Buffer body) {
        var spots = JsonSpots.find(body, Set.of("event_id", "session"));
        if (spots.has("session") && !spots.isObject("session")) {
            throw Problem.badValue("session must be an object.").toException();
        }
        var json = spots.raw("session").filter(raw -> spots.isObject("session"));
        var session =
                json.flatMap(HppSession::from).filter(told -> told.status().isKlarnas());
        String eventId = spots.text("event_id")
                .filter(id -> !id.isBlank())
                // Ids that we make ourselves start otherwise, so that no callback can pass for an event of ours.
                .map(id -> "klarna:" + id)
                .orElseGet(() -> eventIdOf(session));
        return new CallbackBody(eventId, session, body, json.orElseGet(Buffer::buffer));
    }

    /** Stands in for an id that is missing: the same status at the same moment is the same event, however often it comes. */
    private static String eventIdOf(Optional<HppSession> session) {
        return session.flatMap(told -> told.updatedAt()
                        .map(at -> "told:" + told.id() + ":" + told.status().name() + ":" + at))
                .orElse("");
    }
}
