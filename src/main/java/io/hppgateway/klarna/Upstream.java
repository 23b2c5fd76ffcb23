package io.hppgateway.klarna;

import io.hppgateway.secret.Secret;
import io.hppgateway.secret.Sha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One Klarna API host with the credentials to use there.
 *
 * @param base scheme, host and port; no path
 * @param authorization the whole value of the {@code Authorization} header
 * @param merchant who is calling in Klarna's eyes, whose limits are per merchant id and host: {@code host:port#hash}. The hash
 *     is of the credential's user, so that it may stand in a key and in a log
 * @param owner on whose behalf calls are made; empty for nobody in particular
 */
public record Upstream(URI base, Secret authorization, String merchant, String owner) {
    // "K123456_abcd12345": the merchant id and something random, so that one merchant may have several users (Klarna
    // docs,
    // "Authentication"). What looks otherwise is taken whole.
    private static final Pattern LEGACY_USER = Pattern.compile("([A-Z]{1,3}\\d{4,})_.*", Pattern.DOTALL);
    // 48 bits: two of 100,000 merchants share a budget by mistake with a probability of 2 in 100,000.
    private static final int HASH_BYTES = 6;

    /** With username and password: {@code Basic base64(username:password)}. */
    public static Upstream withPassword(URI base, String username, Secret password) {
        var pair = (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        var authorization = Secret.of("Basic " + Base64.getEncoder().encodeToString(pair));
        var legacy = LEGACY_USER.matcher(username);
        return new Upstream(base, authorization, merchant(base, legacy.matches() ? legacy.group(1) : username), "");
    }

    /** With an API key, which Klarna documents as {@code Basic} and the key as it is. */
    public static Upstream withApiKey(URI base, Secret apiKey) {
        return new Upstream(base, Secret.of("Basic " + apiKey.reveal()), merchant(base, apiKey.reveal()), "");
    }

    private static String merchant(URI base, String user) {
        return base.getHost().toLowerCase(Locale.ROOT) + ":" + portOf(base) + "#"
                + HexFormat.of().formatHex(Sha256.of(user), 0, HASH_BYTES);
    }

    /** The same, called on somebody's behalf. */
    public Upstream ownedBy(String someone) {
        return new Upstream(base, authorization, merchant, someone);
    }

    /** Whether it is for tests only (Klarna docs, "API URLs"); such a host allows less. */
    public boolean isPlayground() {
        return base.getHost().toLowerCase(Locale.ROOT).contains(".playground.");
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

    /** The port, also where it is the scheme's own. */
    public int port() {
        return portOf(base);
    }

    /** The port of a URL, also where it is the scheme's own. */
    public static int portOf(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    boolean isTls() {
        return "https".equalsIgnoreCase(base.getScheme());
    }
}
