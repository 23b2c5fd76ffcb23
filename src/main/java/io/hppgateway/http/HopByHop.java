package io.hppgateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;

/** Which headers belong to one connection and are not passed on (RFC 9110, section 7.6.1). */
public final class HopByHop {
    private static final Set<String> CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings");

    private HopByHop() {}

    /** Copies the end-to-end headers, except those named (in lower case). */
    public static void copy(MultiMap from, MultiMap to, Set<String> except) {
        var listed = named(from);
        from.forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (!CONNECTION.contains(name) && !except.contains(name) && !listed.contains(name)) {
                to.add(header.getKey(), header.getValue());
            }
        });
    }

    /** Headers that the sender itself declared to be of this connection only. */
    private static Set<String> named(MultiMap headers) {
        if (!headers.contains(HttpHeaders.CONNECTION)) {
            return Set.of();
        }
        var names = new java.util.HashSet<String>();
        for (String value : headers.getAll(HttpHeaders.CONNECTION)) {
            for (String name : value.split(",", -1)) {
                names.add(name.trim().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }
}
