package io.hppgateway.session;

import io.hppgateway.secret.MacKeyring;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Mints and checks callback links. Klarna signs nothing and calls from anywhere, so the link itself has to prove that we
 * made it: {@code <public base>/callbacks/v1/<tenant>/<nonce>.<mac>}.
 */
public final class CallbackLinks {
    /** The path below which callbacks come in. */
    public static final String PATH = "/callbacks/v1/";

    private static final int NONCE_BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final String publicBase;
    private final MacKeyring keys;
    private final SecureRandom random = new SecureRandom();

    /** @param publicBase the gateway's public URL, without a slash at the end */
    public CallbackLinks(String publicBase, MacKeyring keys) {
        this.publicBase = publicBase;
        this.keys = keys;
    }

    /** A new link for a tenant. */
    public CallbackLink mint(String tenant) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = TEXT.encodeToString(bytes);
        String mac = TEXT.encodeToString(keys.sign(message(tenant, nonce)));
        return new CallbackLink(nonce, publicBase + PATH + tenant + "/" + nonce + "." + mac + "?sid={{session_id}}");
    }

    /** Whether we made this link; takes the same time for every MAC. */
    public boolean isOurs(String tenant, String nonce, String mac) {
        try {
            return keys.verify(message(tenant, nonce), Base64.getUrlDecoder().decode(mac));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static byte[] message(String tenant, String nonce) {
        // A tenant id holds no NUL, so no two pairs give the same message.
        return ("hpp-callback-v1\0" + tenant + "\0" + nonce).getBytes(StandardCharsets.UTF_8);
    }
}
