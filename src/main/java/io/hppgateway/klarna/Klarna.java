package io.hppgateway.klarna;

import io.vertx.core.Future;

/** Klarna, as somebody who calls it. */
public interface Klarna {
    /**
     * Sends a request and reads the whole answer.
     *
     * @return the answer, whatever its status; fails with {@link KlarnaException} when there is none
     */
    Future<KlarnaAnswer> call(Upstream upstream, KlarnaRequest request);
}
