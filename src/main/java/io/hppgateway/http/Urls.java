package io.hppgateway.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Which URLs can be called, and where they lead. */
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

    /** The origin of a URL: scheme and host in lower case, the port only when it is not the scheme's own. */
    public static String originOf(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = url.getPort() < 0 || url.getPort() == usualPort(scheme);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
    }

    /** The port of a URL, also where it is the scheme's own. */
    public static int portOf(URI url) {
        return url.getPort() > 0 ? url.getPort() : usualPort(url.getScheme());
    }

    private static int usualPort(String scheme) {
        return "https".equalsIgnoreCase(scheme) ? 443 : 80;
    }
}
