package io.hppgateway.session;

import io.hppgateway.redis.Namespace;

/**
 * Names the pending record of a create: {@code …:pending:<nonce>}.
 *
 * @param nonce of the callback link
 */
public record PendingKey(String tenant, String nonce) {

    /** The Redis key. */
    public String in(Namespace namespace) {
        return namespace.of(tenant) + "pending:" + nonce;
    }

    /** What its sealed field is sealed for. */
    public String context() {
        return "pending:" + tenant + "/" + nonce;
    }
}
