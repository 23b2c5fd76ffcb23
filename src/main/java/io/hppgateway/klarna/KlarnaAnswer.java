package io.hppgateway.klarna;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Klarna's whole answer, whatever its status. */
public record KlarnaAnswer(int status, MultiMap headers, Buffer body) {
    /** Bytes; what Klarna says goes out in webhooks, and its own callback may not be longer either. Klarna's examples are under 3 KiB. */
    private static final int LONGEST_SESSION = 64 * 1024;

    /** Whether the status is a 2xx; Klarna tells its clients not to rely on one certain code. */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** What this, a read, shows of a session; empty when it shows none, another one, or more than 64 KiB. */
    public Optional<HppSession> session(String id) {
        return isSuccess() && body.length() <= LONGEST_SESSION
                ? HppSession.from(body).filter(shown -> shown.id().equals(id))
                : Optional.empty();
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
