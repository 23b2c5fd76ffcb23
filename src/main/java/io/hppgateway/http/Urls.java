package io.hppgateway.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Which URLs can be called. */
public final class Urls {
    private static final int LAST_PORT = 65535;

    private Urls() {}

    /** Whether it is absolute, with one of these schemes in any case, a host, no port that there is not, and no user info. */
    public static boolean isCallable(URI uri, List<String> schemes) {
        return uri.getHost() != null
                && uri.getPort() <= LAST_PORT
                && uri.getRawUserInfo() == null
                && uri.getScheme() != null
                && schemes.contains(uri.getScheme().toLowerCase(Locale.ROOT));
    }
}
