package io.hppgateway.klarna;

import io.hppgateway.http.Urls;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A host of Klarna's API. There is one object of each, however many accounts are there: read for every call, it then stays in
 * the processor's caches, and what a call asks of it is worked out once.
 */
public final class ApiHost {
    // As many as base URLs were ever named.
    private static final Map<String, ApiHost> KNOWN = new ConcurrentHashMap<>();

    private final URI base;
    private final String origin;
    private final boolean playground;

    private ApiHost(URI base) {
        this.base = base;
        origin = Urls.originOf(base);
        playground = base.getHost().toLowerCase(Locale.ROOT).contains(".playground.");
    }

    /** The host of a base URL, which is absolute and has a host. */
    public static ApiHost at(URI base) {
        return KNOWN.computeIfAbsent(base.toString(), text -> new ApiHost(base));
    }

    /** Scheme, host and port; no path. */
    public URI base() {
        return base;
    }

    /** Scheme, host and an unusual port, such as {@code https://api.klarna.com}; see {@link Urls#originOf}. */
    public String origin() {
        return origin;
    }

    /** The host alone. */
    public String name() {
        return base.getHost();
    }

    /** Host and port as in the base URL. */
    public String address() {
        return base.getAuthority();
    }

    /** The port, also where it is the scheme's own. */
    public int port() {
        return Urls.portOf(base);
    }

    /** Whether it is for tests only (Klarna docs, "API URLs"); such a host allows less. */
    public boolean isPlayground() {
        return playground;
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(base.getScheme());
    }

    @Override
    public String toString() {
        return origin;
    }
}
