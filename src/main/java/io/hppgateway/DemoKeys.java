package io.hppgateway;

import io.hppgateway.secret.Secret;
import io.hppgateway.tenant.ApiKey;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of {@code conf/dev}, known by their SHA-256: everybody has them, so a real gateway must not use one. */
final class DemoKeys {
    private static final Set<String> FINGERPRINTS = load();

    private DemoKeys() {}

    private static Set<String> load() {
        try (InputStream in = Objects.requireNonNull(DemoKeys.class.getResourceAsStream("/demo-keys.sha256"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sentence for each demo key in use. */
    static List<String> faults(Settings settings, Collection<Tenant> tenants) {
        var faults = new ArrayList<String>();
        String sentence = " is a demo key that everybody has; make one of your own, the README says how";
        if (isDemo(settings.callbackKeys())) {
            faults.add("callback.keys (HPP_CALLBACK_KEYS)" + sentence);
        }
        if (isDemo(settings.keyset())) {
            faults.add("encryption.keyset (HPP_ENCRYPTION_KEYSET)" + sentence);
        }
        if (settings.adminKeys().keys().stream().map(ApiKey::sha256).anyMatch(FINGERPRINTS::contains)) {
            faults.add("admin.keys (HPP_ADMIN_KEYS)" + sentence);
        }
        for (var tenant : tenants) {
            if (tenant.keys().stream().map(ApiKey::sha256).anyMatch(FINGERPRINTS::contains)) {
                faults.add("tenant " + tenant.id() + ": an API key" + sentence);
            }
            if (tenant.endpoints().stream()
                    .map(Endpoint::keys)
                    .flatMap(List::stream)
                    .map(Endpoint.Key::secret)
                    .anyMatch(DemoKeys::isDemo)) {
                faults.add("tenant " + tenant.id() + ": a webhook secret" + sentence);
            }
        }
        return faults;
    }

    /** Whether this is one of them. */
    static boolean isDemo(Secret secret) {
        return FINGERPRINTS.contains(ApiKey.sha256(secret.reveal()));
    }
}
