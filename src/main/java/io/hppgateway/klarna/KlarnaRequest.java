package io.hppgateway.klarna;

import io.hppgateway.http.BoundedStream;
import io.hppgateway.http.TraceParent;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;
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

    /** A GET of our own. */
    public static KlarnaRequest get(String uri) {
        return get(uri, Optional.empty());
    }

    /** A GET of our own, in a trace where there is one. */
    public static KlarnaRequest get(String uri, Optional<TraceParent> trace) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        trace.ifPresent(place -> headers.set(TraceParent.HEADER, place.toString()));
        return new KlarnaRequest(HttpMethod.GET, uri, headers, Buffer.buffer());
    }

    /** The same with other headers. */
    public KlarnaRequest with(MultiMap others) {
        return new KlarnaRequest(method, uri, others, body, stream);
    }
}
