package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.hppgateway.tenant.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@code Main} refuses is exactly what {@code conf/dev} holds. */
final class DemoKeysTest {
    private static final Path DEV = Path.of("conf", "dev");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void theFingerprintsAreThoseOfTheDemoKeys() throws IOException {
        var secrets = new TreeSet<String>();
        var gateway = read("gateway.yaml");
        secrets.add(gateway.at("/callback/keys").asText());
        secrets.add(gateway.at("/encryption/keyset").asText());
        read("api-keys.yaml").forEach(key -> secrets.add(key.asText().replaceFirst("hpk_[^_]+_", "")));
        secrets.add(Files.readString(DEV.resolve("admin-key")).strip().replaceFirst("hpa_[^_]+_", ""));
        tenants()
                .forEach(tenant -> tenant.get("webhooks")
                        .forEach(webhook -> secrets.add(webhook.get("secret").asText())));

        var expected = new TreeSet<String>();
        secrets.forEach(secret -> expected.add(ApiKey.sha256(secret)));
        assertThat(Files.readAllLines(Path.of("src/main/resources/demo-keys.sha256")))
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void eachApiKeyThatIsPrintedOpensItsTenant() throws IOException {
        var printed = DevMain.apiKeys(DEV);

        assertThat(tenants()).hasSameSizeAs(printed.keySet()).allSatisfy(tenant -> {
            var key = tenant.at("/api_keys/0");
            assertThat(printed.get(tenant.get("id").asText()))
                    .startsWith("hpk_" + key.get("id").asText() + "_");
            assertThat(ApiKey.sha256(printed.get(tenant.get("id").asText()).replaceFirst("hpk_[^_]+_", "")))
                    .isEqualTo(key.get("sha256").asText());
        });
    }

    private static java.util.List<JsonNode> tenants() throws IOException {
        try (var files = Files.list(DEV.resolve("tenants"))) {
            return files.map(file -> read(DEV.relativize(file).toString())).toList();
        }
    }

    private static JsonNode read(String name) {
        try {
            return YAML.readTree(DEV.resolve(name).toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
