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
 * @param eventId Klarna's; empty for none
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
        var session = spots.raw("session").filter(raw -> spots.isObject("session"));
        return new CallbackBody(
                spots.text("event_id").orElse(""),
                session.flatMap(HppSession::from),
                body,
                session.orElseGet(Buffer::buffer));
    }
}
