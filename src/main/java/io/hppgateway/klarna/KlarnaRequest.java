package io.hppgateway.klarna;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;

/**
 * A request to Klarna before credentials are put in.
 *
 * @param uri path and query, as they go on the wire
 * @param headers end-to-end headers; {@code Authorization} and {@code Host} are set by the client
 * @param body empty for none
 */
public record KlarnaRequest(HttpMethod method, String uri, MultiMap headers, Buffer body) {

    /** A GET without any header of the caller's. */
    public static KlarnaRequest get(String uri) {
        return new KlarnaRequest(HttpMethod.GET, uri, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }
}
