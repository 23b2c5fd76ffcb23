package io.hppgateway.klarna;

import io.hppgateway.http.Urls;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host of Klarna's API. There is one object of each, however many accounts are there: read for every call, it then stays in
 * the processor's caches, and what a call asks of it is worked out once.
 *
 * @param base scheme, host and port; no path
 * @param origin scheme, host and an unusual port, as {@link Urls#originOf} has it
 * @param name the host alone
 * @param address host and port as in the base URL, for people and metrics
 * @param port also where it is the scheme's own
 * @param isTls whether its scheme is https
 * @param isPlayground whether it is for tests only (Klarna docs, "API URLs"); such a host allows less
 */
public record ApiHost(
        URI base, String origin, String name, String address, int port, boolean isTls, boolean isPlayground) {
    // As many as base URLs were ever named.
    private static final Map<String, ApiHost> KNOWN = new ConcurrentHashMap<>();

    /** The host of a base URL, which is absolute and has a host. */
    public static ApiHost at(URI base) {
        return KNOWN.computeIfAbsent(base.toString(), text -> read(base));
    }

    private static ApiHost read(URI base) {
        return new ApiHost(
                base,
                Urls.originOf(base),
                base.getHost(),
                base.getAuthority(),
                Urls.portOf(base),
                "https".equalsIgnoreCase(base.getScheme()),
                base.getHost().toLowerCase(Locale.ROOT).contains(".playground."));
    }
}
