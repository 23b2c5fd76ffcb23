package io.hppgateway.sandbox.shop;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One shop and what it was given by the gateway.
 *
 * @param id the tenant at the gateway; also names the shop's goods and its webhook path
 * @param name what customers read
 * @param apiKey {@code hpk_<keyId>_<secret>}, or Klarna's own credential as {@code username:password} or a raw API key
 * @param webhookSecrets {@code whsec_} + base64; several while a secret is being rotated
 */
public record ShopTenant(String id, String name, String apiKey, List<String> webhookSecrets) {
    private static final String GATEWAY_KEY = "hpk_";

    public ShopTenant {
        webhookSecrets = List.copyOf(webhookSecrets);
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("A shop's tenant id is 1 to 40 of a-z, 0-9 and '-', not: " + id);
        }
    }

    /** The {@code Authorization} header an existing Klarna client would send with this credential. */
    String authorization() {
        if (apiKey.startsWith(GATEWAY_KEY)) {
            return basic(apiKey.substring(GATEWAY_KEY.length()).replaceFirst("_", ":"));
        }
        // Klarna's newest keys are sent as they are, without user name and without base64.
        return apiKey.contains(":") ? basic(apiKey) : "Basic " + apiKey;
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ShopTenant[" + id + ", " + name + ", " + webhookSecrets.size() + " webhook secrets]";
    }
}
