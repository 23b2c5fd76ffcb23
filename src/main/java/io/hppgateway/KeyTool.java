package io.hppgateway;

import io.hppgateway.secret.Base62;
import io.hppgateway.secret.KeysetChange;
import io.hppgateway.secret.MacKeyring;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.tenant.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes the keys an operator needs: {@code keyset}, {@code keyset --rotate <file>} (the next step of a rotation), {@code keyset
 * --show <file>}, {@code callback-key}, {@code webhook-secret}, {@code api-key <keyId>},
 * {@code admin-key <keyId>}.
 * The secret alone goes to standard output, so that it can be sent straight into a file; what to do with it goes to
 * standard error.
 */
public final class KeyTool {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9-]{1,40}");
    // 43 of 62 symbols are 256 bits, as much as 32 random bytes.
    private static final int SECRET_LENGTH = 43;
    private static final int WEBHOOK_SECRET_BYTES = 32;

    private static final String USAGE =
            "usage: new-keyset [--rotate <file> | --show <file>] | new-callback-key | new-webhook-secret | new-api-key <keyId>"
                    + " | new-admin-key <keyId>";

    private final SecureRandom random = new SecureRandom();

    private KeyTool() {}

    /** Exit status 2 when the arguments ask for nothing it makes. */
    public static void main(String[] arguments) {
        var words = List.of(arguments);
        var tool = new KeyTool();
        if (words.equals(List.of("keyset"))) {
            System.out.println(SecretBox.newKeyset().reveal().strip());
        } else if (words.size() == 3 && words.get(0).equals("keyset")) {
            changeKeyset(words.get(1), Path.of(words.get(2)));
        } else if (words.equals(List.of("callback-key"))) {
            System.out.println(tool.base64(MacKeyring.KEY_BYTES));
        } else if (words.equals(List.of("webhook-secret"))) {
            System.out.println("whsec_" + tool.base64(WEBHOOK_SECRET_BYTES));
        } else if (words.size() == 2 && words.get(0).equals("api-key")) {
            tool.apiKey(words.get(1));
        } else if (words.size() == 2 && words.get(0).equals("admin-key")) {
            tool.adminKey(words.get(1));
        } else {
            refuse(USAGE);
        }
    }

    private static void changeKeyset(String how, Path file) {
        try {
            var keyset = Secret.of(Files.readString(file));
            if (how.equals("--show")) {
                KeysetChange.describe(keyset).forEach(System.out::println);
            } else if (how.equals("--rotate")) {
                var change = KeysetChange.next(keyset);
                System.out.println(change.keyset().reveal().strip());
                System.err.println(change.said());
            } else {
                refuse(USAGE);
            }
        } catch (IOException e) {
            refuse(file + " cannot be read");
        } catch (IllegalArgumentException e) {
            refuse(file + " " + e.getMessage());
        }
    }

    private void apiKey(String id) {
        check(id);
        String secret = Base62.random(SECRET_LENGTH);
        System.out.println("hpk_" + id + "_" + secret);
        System.err.println("""
                The key above is shown this once; the gateway keeps only its SHA-256. For the tenant's file:

                api_keys:
                  - id: %s
                    sha256: %s""".formatted(id, ApiKey.sha256(secret)));
    }

    private void adminKey(String id) {
        check(id);
        String secret = Base62.random(SECRET_LENGTH);
        System.out.println("hpa_" + id + "_" + secret);
        System.err.println("""
                The key above is for whoever operates the gateway (hppctl, HPP_ADMIN_KEY). The gateway itself needs only this, in
                admin.keys (HPP_ADMIN_KEYS), beside those of others, separated by commas:

                %s:%s""".formatted(id, ApiKey.sha256(secret)));
    }

    private static void check(String id) {
        if (!KEY_ID.matcher(id).matches()) {
            refuse("the key id must be 1 to 40 of A-Z, a-z, 0-9 and -");
        }
    }

    private String base64(int bytes) {
        byte[] key = new byte[bytes];
        random.nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static void refuse(String why) {
        System.err.println(why);
        System.exit(2);
    }
}
