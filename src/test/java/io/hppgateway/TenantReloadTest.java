package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tenants' files that change while the gateway runs, in the ways in which people and Kubernetes change them. */
final class TenantReloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogCapture log = LogCapture.open();
    private Path directory;
    private GatewayKit kit;

    @BeforeEach
    void copy() {
        directory = KitTenants.write();
    }

    private void start() {
        kit = GatewayKit.start(
                TestRedis.url(),
                Map.of(
                        "HPP_TENANTS_DIRECTORY", directory.toString(),
                        "HPP_RELOAD_INTERVAL", "50ms",
                        "HPP_WEBHOOK_SCHEDULE", "0s, 1h"));
    }

    @AfterEach
    void close() {
        kit.close();
        log.close();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As editors do: a new file in the place of the old one. */
    private void put(String name, String text) {
        try {
            var next = Files.writeString(directory.resolve("." + name + ".swp"), text);
            Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void change(String name, String from, String to) {
        String before = read(directory.resolve(name));
        assertThat(before).contains(from);
        put(name, before.replace(from, to));
    }

    private int status(ApiClient tenant) {
        return tenant.get("/payments/v1/sessions/none").status();
    }

    private void awaitStatus(ApiClient tenant, int status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(status(tenant)).isEqualTo(status));
    }

    private void awaitLine(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains(part)));
    }

    private String metric(String name) {
        return ApiClient.of(kit.managementUrl())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + "{what=\"tenants\"}"))
                .findFirst()
                .orElse("");
    }

    @Test
    void tenantsAreAddedChangedAndRemovedWithoutARestart() throws IOException {
        start();
        var initech = kit.nobody().authorized("Bearer hpk_initech1_" + KitTenants.ACME_SECRET);
        assertThat(status(initech)).isEqualTo(401);
        assertThat(status(kit.acme())).isEqualTo(404);

        put("initech.yaml", initech());
        change("acme.yaml", "name: Acme", "name: Acme\nstatus: suspended");
        Files.delete(directory.resolve("globex.yaml"));

        awaitStatus(initech, 404);
        awaitStatus(kit.acme(), 403);
        awaitStatus(kit.globex(), 401);
        awaitLine("added initech;");
        assertThat(metric("hpp_reload_refused")).endsWith(" 0.0");
    }

    /** A copy of acme under names of its own. */
    private String initech() {
        return read(directory.resolve("acme.yaml"))
                .replace("id: acme", "id: initech")
                .replace("name: Acme", "name: Initech");
    }

    @Test
    void oneFaultyFileAmongGoodOnesChangesNothingAndEveryFaultIsNamed() {
        start();

        put("broken.yaml", "id: [unclosed\n");
        put("bad.yaml", "id: bad\nname: Bad\naccounts: [{id: x, provider: klarna-mars, api_key: k}]\n");
        change("acme.yaml", "name: Acme", "name: Acme\nstatus: suspended");

        awaitLine("bad.yaml: accounts[0].provider must be one of");
        awaitLine("broken.yaml: is not valid YAML");
        await().atMost(PATIENCE).until(() -> metric("hpp_reload_refused").endsWith(" 1.0"));
        assertThat(status(kit.acme())).isEqualTo(404);
        assertThat(kit.hosted(kit.acme())).isNotBlank();

        put("broken.yaml", read(directory.resolve("sleepy.yaml")).replace("sleepy", "awake"));
        put("bad.yaml", read(directory.resolve("sleepy.yaml")).replace("sleepy", "early"));

        awaitStatus(kit.acme(), 403);
        await().atMost(PATIENCE).until(() -> metric("hpp_reload_refused").endsWith(" 0.0"));
        assertThat(metric("hpp_reload_age_seconds")).isNotEmpty();
    }

    @Test
    void whatNoFileShowsByItselfIsRefusedAsAtTheStart() {
        start();

        change("acme.yaml", "${KIT_HOOKS_URL}/acme", "http://10.0.0.1/hooks");

        awaitLine("tenant acme: webhook shop: ");
        assertThat(kit.hosted(kit.acme())).isNotBlank();
    }

    @Test
    void aSecretFileThatATenantRefersToIsWatchedToo() throws IOException {
        var password =
                Files.writeString(Files.createTempDirectory("hpp-secrets").resolve("acme"), "not yet known");
        change("acme.yaml", KitTenants.ACME_PASSWORD, "\"${file:" + password + "}\"");
        start();
        assertThat(status(kit.acme())).isEqualTo(401);

        Files.writeString(password, KitTenants.ACME_PASSWORD + "\n");

        awaitStatus(kit.acme(), 404);
        awaitLine("changed acme;");
    }

    @Test
    void aConfigMapThatIsSwappedIsTakenWhole() throws IOException {
        mountAsKubernetesDoes("1");
        start();
        assertThat(status(kit.acme())).isEqualTo(404);
        var next = Files.createDirectory(directory.resolve("..2"));
        for (String name : List.of("acme.yaml", "globex.yaml")) {
            String suspended = read(directory.resolve(name)).replaceFirst("\nname: ", "\nstatus: suspended\nname: ");
            Files.writeString(next.resolve(name), suspended);
        }
        Files.copy(directory.resolve("sleepy.yaml"), next.resolve("sleepy.yaml"));

        var link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2"));
        Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

        awaitStatus(kit.acme(), 403);
        assertThat(status(kit.globex())).isEqualTo(403);
        awaitLine("added none; changed acme, globex; removed none");
        assertThat(log.lines().stream().filter(line -> line.contains("tenants read again")))
                .hasSize(1);
    }

    /** acme.yaml → ..data/acme.yaml, and ..data → a directory of that version. */
    private void mountAsKubernetesDoes(String version) throws IOException {
        var mount = Files.createTempDirectory("hpp-configmap");
        var here = Files.createDirectory(mount.resolve(".." + version));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of(".." + version));
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, here.resolve(file.getFileName()));
                Files.createSymbolicLink(
                        mount.resolve(file.getFileName()), Path.of("..data").resolve(file.getFileName()));
            }
        }
        directory = mount;
    }

    @Test
    void whatAnEndpointIsOwedWaitsWhileItsTenantIsAway() {
        start();
        String file = read(directory.resolve("acme.yaml"));
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
        kit.hooks().answer(hook -> 500);
        String session = kit.hosted(kit.acme());
        assertThat(kit.nobody()
                        .post(kit.callbackLink(session), CallbackDoorTest.event(session, "IN_PROGRESS"))
                        .status())
                .isEqualTo(200);
        kit.hooks().await("/acme", session, 1);

        remove("acme.yaml");
        awaitStatus(kit.acme(), 401);
        kit.hooks().answer(hook -> 200);
        put("acme.yaml", file);
        awaitStatus(kit.acme(), 404);

        // What waits for its retry comes due by itself after an hour; a resume makes it due now.
        assertThat(kit.acme().post("/v1/webhooks/shop/pause", "{}").status()).isEqualTo(200);
        assertThat(kit.acme().post("/v1/webhooks/shop/resume", "{}").status()).isEqualTo(200);
        kit.hooks().await("/acme", session, 2);
    }

    private void remove(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
