package io.hppgateway;

import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tenants of {@link GatewayKit}, as files that the gateway reads; every secret in them is listed for the search in the logs. */
final class KitTenants {
    /** One account. */
    static final String ACME_SECRET = "AcmeSecret1Qm7VtZ2xKc9Lr4Wb8Ny3Hd6Tg1Ps5";
    /** Two accounts: {@code eu}, the default, and {@code na}, which serves the US. */
    static final String GLOBEX_SECRET = "GlobexSecret1Zk4Yh8Nv2Bq6Xc1Jw9Dm5Lf3Rt7";

    static final String HOOKS_ONLY_SECRET = "HooksOnlySecretPl0Ok9Ij8Uh7Yg6Tf5Rd4Es3Wa2";
    static final String EXPIRED_SECRET = "ExpiredSecretQa1Ws2Ed3Rf4Tg5Yh6Uj7Ik8Ol9P";
    static final String SUSPENDED_SECRET = "SuspendedSecretMn1Bv2Cx3Za4Sd5Fg6Hj7Kl8Qw";

    static final String ACME_KEY = "hpk_acme1_" + ACME_SECRET;
    static final String GLOBEX_KEY = "hpk_globex1_" + GLOBEX_SECRET;
    static final String ACME_HOOKS = "whsec_OrrT/OBjeMI5PuOw5wndLAju0MLBxEBM+yz3zT+M/gw=";
    static final String GLOBEX_HOOKS = "whsec_DR7whBQmPlwqlBnmcztpYnL0q2T78UQX3QgUGwlXJHo=";
    static final String ACME_PASSWORD = "klarna-password-of-acme";
    static final String GLOBEX_EU_PASSWORD = "klarna-password-of-globex-eu";
    static final String GLOBEX_NA_PASSWORD = "klarna-password-of-globex-na";

    static final String ADMIN_SECRET = "AdminSecret1Xv5Bn8Mq2Wr7Ty4Up9Az3Sd6Fg1Hj";
    static final String ADMIN_KEY = "hpa_ops_" + ADMIN_SECRET;

    static final String CALLBACK_KEY = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=";
    static final String KEYSET = SecretBox.newKeyset().reveal();

    /** What must be found in no log, answer or metric. */
    static final List<String> SECRETS = List.of(
            ACME_SECRET,
            GLOBEX_SECRET,
            HOOKS_ONLY_SECRET,
            EXPIRED_SECRET,
            SUSPENDED_SECRET,
            ACME_HOOKS.substring("whsec_".length()),
            GLOBEX_HOOKS.substring("whsec_".length()),
            ACME_PASSWORD,
            GLOBEX_EU_PASSWORD,
            GLOBEX_NA_PASSWORD,
            ADMIN_SECRET,
            CALLBACK_KEY,
            KEYSET);

    private KitTenants() {}

    /** Writes the files into a new directory. */
    static Path write() {
        try {
            var directory = Files.createTempDirectory("hpp-tenants");
            Files.writeString(directory.resolve("acme.yaml"), acme());
            Files.writeString(directory.resolve("globex.yaml"), globex());
            Files.writeString(directory.resolve("sleepy.yaml"), sleepy());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String id, String secret, String more) {
        return "  - {id: " + id + ", sha256: " + ApiKey.sha256(secret) + more + "}\n";
    }

    private static String account(String id, String user, String password, String more) {
        return "  - {id: " + id + ", base_url: \"${KIT_SANDBOX_URL}\", username: " + user + ", password: " + password
                + more + "}\n";
    }

    private static String acme() {
        return "id: acme\nname: Acme\napi_keys:\n"
                + key("acme1", ACME_SECRET, "")
                + key("acmehooks", HOOKS_ONLY_SECRET, ", scopes: [\"webhooks:read\"]")
                + key("acmeold", EXPIRED_SECRET, ", expires_at: \"2020-01-01T00:00:00Z\"")
                + "accounts:\n"
                + account("main", "PK_acme", ACME_PASSWORD, "")
                + "webhooks:\n  - {id: shop, url: \"${KIT_HOOKS_URL}/acme\", secret: \"" + ACME_HOOKS
                + "\", timeout: 5s}\n";
    }

    private static String globex() {
        return "id: globex\nname: Globex\napi_keys:\n"
                + key("globex1", GLOBEX_SECRET, "")
                + "accounts:\n"
                + account("eu", "PK_globex_eu", GLOBEX_EU_PASSWORD, ", default: true")
                + account("na", "PK_globex_na", GLOBEX_NA_PASSWORD, ", markets: [US]")
                + "webhooks:\n  - {id: shop, url: \"${KIT_HOOKS_URL}/globex\", secret: \"" + GLOBEX_HOOKS
                + "\", timeout: 5s}\n";
    }

    /** Writes two others, a and b, whose accounts are of one merchant; their keys are {@link #keyOf}. */
    static void ofOneMerchant(Path directory) throws IOException {
        for (String id : List.of("a", "b")) {
            Files.writeString(
                    directory.resolve(id + ".yaml"), """
                    id: %s
                    name: %s
                    api_keys: [{id: %s1, sha256: "%s"}]
                    accounts: [{id: main, base_url: "${KIT_SANDBOX_URL}", username: K123456_%s, password: p}]
                    """.formatted(id, id, id, ApiKey.sha256(secretOf(id)), id));
        }
    }

    static String keyOf(String id) {
        return "hpk_" + id + "1_" + secretOf(id);
    }

    private static String secretOf(String id) {
        return "secretsecretsecretsecretsecret" + id;
    }

    private static String sleepy() {
        return "id: sleepy\nname: Sleepy\nstatus: suspended\napi_keys:\n"
                + key("sleepy1", SUSPENDED_SECRET, "")
                + "accounts:\n"
                + account("main", "PK_sleepy", "klarna-password-of-sleepy", "");
    }
}
