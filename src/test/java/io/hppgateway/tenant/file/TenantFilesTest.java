package io.hppgateway.tenant.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hppgateway.tenant.Scope;
import io.hppgateway.tenant.Tenant;
import io.hppgateway.tenant.TenantLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TenantFilesTest {
    private static final String SHA = "a".repeat(64);
    private static final String WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    private Path directory;

    @Test
    void aWholeTenantIsRead() throws IOException {
        Files.writeString(directory.resolve("password"), "from-a-file\n");
        write("acme.yaml", """
                id: acme
                name: Acme
                status: suspended
                limits: {creates_per_second: 20, burst: 40}
                api_keys:
                  - {id: k1, sha256: "%s", scopes: [payments], expires_at: "2027-01-31T00:00:00Z"}
                accounts:
                  - {id: na, provider: klarna-na-playground, api_key: "${KEY}", markets: [US, CA]}
                  - {id: eu, provider: klarna-eu, username: K1, password: "${file:%s}", default: true}
                webhooks:
                  - id: main
                    url: https://shop.example/hooks
                    secrets: ["%s"]
                    events: [session.completed, "session.*"]
                    timeout: 5s
                    permits: 1
                    headers: [{name: X-Token, value: t0ken}]
                """.formatted(SHA, directory.resolve("password"), WHSEC));

        var tenant = read(Map.of("KEY", "klarna_test_api_x")).get(0);

        assertThat(tenant.status()).isEqualTo(Tenant.Status.SUSPENDED);
        assertThat(tenant.limits()).contains(new TenantLimits(20, 40));
        assertThat(tenant.defaultAccount().upstream().owner()).isEqualTo("acme");
        assertThat(tenant.keys().get(0).scopes()).containsExactly(Scope.PAYMENTS);
        assertThat(tenant.defaultAccount().id()).isEqualTo("eu");
        assertThat(tenant.defaultAccount().upstream().authorization().reveal()).isEqualTo("Basic SzE6ZnJvbS1hLWZpbGU=");
        assertThat(tenant.account("na").orElseThrow().upstream().host().base()).hasHost("api-na.playground.klarna.com");
        assertThat(tenant.account("na").orElseThrow().upstream().authorization().reveal())
                .isEqualTo("Basic klarna_test_api_x");
        assertThat(tenant.endpoint("main").orElseThrow().wants("session.failed"))
                .isTrue();
        assertThat(tenant.statusUpdateSecrets()).hasSize(1);
        assertThat(tenant.toString()).doesNotContain("from-a-file", "klarna_test_api_x", WHSEC, "t0ken");
    }

    @Test
    void everyFaultOfEveryFileIsNamedAtOnce() throws IOException {
        write("a.yaml", """
                id: Not An Id
                colour: red
                api_keys:
                  - {id: k1, sha256: short, scopes: [everything], expires_at: tomorrow}
                accounts:
                  - {id: eu, provider: klarna-mars, username: K1}
                  - {id: eu, base_url: "ftp://x", api_key: k, markets: [sweden]}
                webhooks:
                  - {id: main, url: "shop.example", secret: whsec_dG9vc2hvcnQ=, events: ["!"], timeout: 1h, permits: 0}
                  - {url: "https://user@shop.example/"}
                """);
        write("b.yaml", "id: b\nname: B\naccounts: [{id: x, provider: kustom, api_key: \"${MISSING}\"}]\n");
        write("c.yaml", "id: [unclosed\n");
        write("d.yaml", "");

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContainingAll(
                        "a.yaml: id must be 1 to 40",
                        "a.yaml: name is missing",
                        "a.yaml: colour is not known here",
                        "a.yaml: api_keys[0].sha256 must be the SHA-256",
                        "a.yaml: api_keys[0].scopes may hold only payments, webhooks:read",
                        "a.yaml: api_keys[0].expires_at must be a UTC time",
                        "a.yaml: accounts[0].provider must be one of klarna-eu",
                        "a.yaml: accounts[0].api_key or both username and password",
                        "a.yaml: accounts[1].base_url must be an absolute URL",
                        "a.yaml: accounts[1].markets must hold ISO 3166",
                        "a.yaml: accounts holds the id eu twice",
                        "a.yaml: webhooks[0].url must be an absolute URL",
                        "a.yaml: webhooks[0].secret must be whsec_",
                        "a.yaml: webhooks[0].events must hold types",
                        "a.yaml: webhooks[0].timeout must be a duration",
                        "a.yaml: webhooks[0].permits must be a whole number",
                        "a.yaml: webhooks[1].id is missing",
                        "a.yaml: webhooks[1].url must be an absolute URL",
                        "a.yaml: webhooks[1].secret is missing",
                        "b.yaml: refers to ${MISSING}",
                        "c.yaml: is not valid YAML",
                        "d.yaml: is not valid YAML with one object");
    }

    @Test
    void whatIsBlankIsMissing() throws IOException {
        Files.writeString(directory.resolve("empty"), "\n");
        write("a.yaml", """
                id: a
                name: A
                limits: {creates_per_second: "", burst: 9}
                accounts:
                  - {id: eu, base_url: "", username: K1, password: p}
                webhooks:
                  - {id: main, url: "", secret: ""}
                  - {id: next, url: " ", secret: " ", secrets: ["%s"]}
                status_update: {secret: ""}
                """.formatted(WHSEC));
        write("b.yaml", """
                id: b
                name: B
                accounts: [{id: x, provider: kustom, api_key: k}]
                webhooks:
                  - {id: main, url: "https://shop.example/hooks", secret: "${file:%s}"}
                """.formatted(directory.resolve("empty")));

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContainingAll(
                        "a.yaml: limits.creates_per_second is missing",
                        "a.yaml: accounts[0].provider is missing",
                        "a.yaml: webhooks[0].url is missing",
                        "a.yaml: webhooks[0].secret is missing",
                        "a.yaml: webhooks[1].url is missing",
                        "a.yaml: webhooks[1].secret is missing",
                        "a.yaml: status_update.secret is missing",
                        "b.yaml: refers to ${file:" + directory.resolve("empty")
                                + "}, which cannot be read or is empty");
    }

    @Test
    void whatCannotBeSentIsRefused() throws IOException {
        write("a.yaml", """
                id: a
                name: A
                accounts:
                  - {id: eu, provider: klarna-eu, api_key: "klarna_live_api_x\\n"}
                  - {id: na, base_url: "https://klarna.example:70000", api_key: "klarna live"}
                webhooks:
                  - {id: main, url: "https://shop.example:70000/hooks", secret: "%s"}
                """.formatted(WHSEC));

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContainingAll(
                        "a.yaml: accounts[0].api_key must be",
                        "a.yaml: accounts[1].api_key must be",
                        "a.yaml: accounts[1].base_url must be an absolute URL",
                        "a.yaml: webhooks[0].url must be an absolute URL")
                .hasMessageNotContainingAny("klarna_live_api_x", "klarna live");
    }

    @Test
    void aKeyWithNoScopeIsNotOneWithAll() throws IOException {
        write("a.yaml", """
                id: a
                name: A
                api_keys:
                  - {id: k1, sha256: "%s", scopes: []}
                accounts: [{id: x, provider: kustom, api_key: k}]
                """.formatted(SHA));

        assertThatThrownBy(() -> read(Map.of())).hasMessageContaining("a.yaml: api_keys[0].scopes must hold one");
    }

    @Test
    void idsAreUniqueOverAllFiles() throws IOException {
        String file = "id: same\nname: S\naccounts: [{id: x, provider: kustom, api_key: k}]\n"
                + "api_keys: [{id: k1, sha256: \"" + SHA + "\"}]\n";
        write("a.yaml", file);
        write("b.yml", file);

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContainingAll("two files hold the tenant same", "the API key id k1 stands twice");
    }

    @Test
    void aMissingDirectoryIsAFault() {
        var files = new TenantFiles(directory.resolve("nowhere"), name -> Optional.empty());

        assertThatThrownBy(files::read).hasMessageContaining("cannot be read");
    }

    @Test
    void otherFilesAreLeftAlone() throws IOException {
        write("README.txt", "not a tenant");

        assertThat(read(Map.of())).isEmpty();
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(directory.resolve(name), content);
    }

    private List<Tenant> read(Map<String, String> environment) {
        return new TenantFiles(directory, name -> Optional.ofNullable(environment.get(name))).read();
    }
}
