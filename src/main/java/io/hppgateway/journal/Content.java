package io.hppgateway.journal;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * What Klarna said.
 *
 * @param body Klarna's original callback body
 * @param session the session's JSON, which is part of the body as a rule
 */
public record Content(Buffer body, Buffer session) {
    /** Three numbers lead the packed form: length of the body, start and length of the session. */
    private static final int HEADER = 12;

    /** Places in the body that are compared with the session: more than Klarna's body has before it, and bounded. */
    private static final int CANDIDATES = 64;

    /** One piece of bytes; the session is not repeated when it stands in the body. */
    byte[] pack() {
        int found = find(body.getBytes(), session.getBytes());
        var packed = Buffer.buffer(HEADER + body.length() + (found < 0 ? session.length() : 0))
                .appendInt(body.length())
                .appendInt(found < 0 ? body.length() : found)
                .appendInt(session.length())
                .appendBuffer(body);
        return (found < 0 ? packed.appendBuffer(session) : packed).getBytes();
    }

    static Content unpack(byte[] packed) {
        var all = Buffer.buffer(packed);
        int session = HEADER + all.getInt(4);
        return new Content(all.slice(HEADER, HEADER + all.getInt(0)), all.slice(session, session + all.getInt(8)));
    }

    private static int find(byte[] body, byte[] session) {
        int tries = 0;
        for (int at = 0; at + session.length <= body.length && session.length > 0 && tries < CANDIDATES; at++) {
            if (body[at] == session[0]) {
                tries++;
                if (Arrays.equals(body, at, at + session.length, session, 0, session.length)) {
                    return at;
                }
            }
        }
        return -1;
    }
}
