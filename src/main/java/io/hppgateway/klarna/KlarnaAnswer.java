package io.hppgateway.klarna;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Klarna's whole answer, whatever its status. */
public record KlarnaAnswer(int status, MultiMap headers, Buffer body) {

    /** Whether the status is a 2xx; Klarna tells its clients not to rely on one certain code. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The same answer with another body. */
    public KlarnaAnswer withBody(Buffer other) {
        return new KlarnaAnswer(status, headers, other);
    }

    /** The same answer with its {@code Location} moved from one origin to another, so that who follows it comes back to us. */
    public KlarnaAnswer moved(String from, String to) {
        return new KlarnaAnswer(status, Forwarding.moved(headers, from, to), body);
    }
}
