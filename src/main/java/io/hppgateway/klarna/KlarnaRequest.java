package io.hppgateway.klarna;

import io.hppgateway.http.BoundedStream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request to Klarna before credentials are put in.
 *
 * @param uri path and query, as they go on the wire
 * @param headers end-to-end headers; {@code Authorization} and {@code Host} are set by the client
 * @param body empty for none, or when it is a stream
 * @param stream a body that is passed on while it arrives, paused; its length is in the headers, or unknown
 */
public record KlarnaRequest(
        HttpMethod method,
        String uri,
        MultiMap headers,
        Buffer body,
        @Nullable BoundedStream stream) {

    /** With a body that is there. */
    public KlarnaRequest(HttpMethod method, String uri, MultiMap headers, Buffer body) {
        this(method, uri, headers, body, null);
    }

    /** A GET without any header of the caller's. */
    public static KlarnaRequest get(String uri) {
        return new KlarnaRequest(HttpMethod.GET, uri, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    }
}
