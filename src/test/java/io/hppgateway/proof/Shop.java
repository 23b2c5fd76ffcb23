package io.hppgateway.proof;

import io.hppgateway.tenant.ApiKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tenant of the proofs.
 *
 * @param hooks its webhook endpoints
 * @param statusUpdate gets the {@code status_update} of its sessions, if they have one
 */
public record Shop(String tenant, List<Hook> hooks, Optional<Hook> statusUpdate) {
    private static final String SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

    /**
     * Where a shop listens.
     *
     * @param permits deliveries at once
     * @param timeout of one attempt, such as {@code 1s}
     */
    public record Hook(String id, String url, String secret, int permits, String timeout) {
        JsonObject asJson() {
            return new JsonObject()
                    .put("id", id)
                    .put("url", url)
                    .put("secret", secret)
                    .put("permits", permits)
                    .put("timeout", timeout);
        }
    }

    /** Everywhere it must hear of an event. */
    public List<Hook> everywhere() {
        var all = new ArrayList<>(hooks);
        statusUpdate.ifPresent(all::add);
        return all;
    }

    public String authorization() {
        return "Bearer hpk_" + tenant + "_" + SECRET;
    }

    /** As a file of {@code conf/tenants}: JSON is YAML. */
    String asFile(String klarnaUrl) {
        var tenantJson = new JsonObject()
                .put("id", tenant)
                .put("name", tenant)
                .put(
                        "api_keys",
                        new JsonArray().add(new JsonObject().put("id", tenant).put("sha256", ApiKey.sha256(SECRET))))
                .put(
                        "accounts",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "main")
                                        .put("base_url", klarnaUrl)
                                        .put("api_key", "klarna-" + tenant)))
                .put("webhooks", new JsonArray(hooks.stream().map(Hook::asJson).toList()));
        statusUpdate.ifPresent(hook -> tenantJson.put("status_update", new JsonObject().put("secret", hook.secret())));
        return tenantJson.encodePrettily();
    }
}
