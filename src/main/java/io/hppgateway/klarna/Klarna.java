package io.hppgateway.klarna;

import io.vertx.core.Future;

/** Klarna, as somebody who calls it. Whoever wraps it wraps {@link #open}, and sees every call. */
public interface Klarna {
    /**
     * Sends a request and gives the head of the answer, whatever its status. The call is over when
     * {@link KlarnaReply#ended()} is: until then it has a connection.
     *
     * @return fails with {@link KlarnaException} when there is no answer, and with what the request's own body failed with,
     *     which is no fault of Klarna's
     */
    Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request);

    /**
     * Sends a request and reads the whole answer.
     *
     * @return the answer, whatever its status; fails with {@link KlarnaException} when there is none
     */
    default Future<KlarnaAnswer> call(Upstream upstream, KlarnaRequest request) {
        return open(upstream, request).compose(KlarnaReply::whole);
    }
}
