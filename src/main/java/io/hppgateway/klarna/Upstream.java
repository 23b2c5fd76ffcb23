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
 * @param authorization the whole value of the {@code Authorization} header
 * @param merchant who is calling in Klarna's eyes, whose limits are per merchant id and host: {@code host:port#hash}. The hash
 *     is of the credential's user, so that it may stand in a key and in a log
 * @param owner on whose behalf calls are made; empty for nobody in particular
 */
public record Upstream(ApiHost host, Secret authorization, String merchant, String owner) {
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
        var host = ApiHost.at(base);
        return new Upstream(host, authorization, merchant(host, legacy.matches() ? legacy.group(1) : username), "");
    }

    /** With an API key, which Klarna documents as {@code Basic} and the key as it is. */
    public static Upstream withApiKey(URI base, Secret apiKey) {
        var host = ApiHost.at(base);
        return new Upstream(host, Secret.of("Basic " + apiKey.reveal()), merchant(host, apiKey.reveal()), "");
    }

    private static String merchant(ApiHost host, String user) {
        return host.name().toLowerCase(Locale.ROOT) + ":" + host.port() + "#"
                + HexFormat.of().formatHex(Sha256.of(user), 0, HASH_BYTES);
    }

    /** The same, called on somebody's behalf. */
    public Upstream ownedBy(String someone) {
        return new Upstream(host, authorization, merchant, someone);
    }
}
