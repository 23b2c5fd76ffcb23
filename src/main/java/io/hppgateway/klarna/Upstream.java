package io.hppgateway.klarna;

import io.hppgateway.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/**
 * One Klarna API host with the credentials to use there.
 *
 * @param base scheme, host and port; no path
 * @param authorization the whole value of the {@code Authorization} header
 */
public record Upstream(URI base, Secret authorization) {

    /** With username and password: {@code Basic base64(username:password)}. */
    public static Upstream withPassword(URI base, String username, Secret password) {
        var pair = (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return new Upstream(base, Secret.of("Basic " + Base64.getEncoder().encodeToString(pair)));
    }

    /** With an API key, which Klarna documents as {@code Basic} and the key as it is. */
    public static Upstream withApiKey(URI base, Secret apiKey) {
        return new Upstream(base, Secret.of("Basic " + apiKey.reveal()));
    }

    /** Scheme, host and port, as a browser's origin: {@code https://api.klarna.com}. */
    public String origin() {
        return originOf(base);
    }

    /** The origin of a URL: scheme and host in lower case, the port only when it is not the scheme's own. */
    public static String originOf(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        boolean usual = url.getPort() < 0 || url.getPort() == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + url.getHost().toLowerCase(Locale.ROOT) + (usual ? "" : ":" + url.getPort());
    }

    int port() {
        if (base.getPort() > 0) {
            return base.getPort();
        }
        return isTls() ? 443 : 80;
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(base.getScheme());
    }
}
