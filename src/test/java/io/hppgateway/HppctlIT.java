package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.testkit.ChildProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged {@code bin/hppctl}, run as operators run it, against a running gateway. */
final class HppctlIT {
    @TempDir
    private static Path temporary;

    private static GatewayKit kit;
    private static Distribution distribution;
    private static Path password;

    @BeforeAll
    static void settle() throws IOException {
        kit = GatewayKit.start();
        distribution = Distribution.copiedTo(temporary);
        password = Files.writeString(distribution.elsewhere().resolve("password"), KitTenants.ACME_PASSWORD + "\n");
    }

    @AfterAll
    static void leave() {
        kit.close();
    }

    private static Map<String, String> environment() {
        return Map.of("HPP_ADMIN_URL", kit.managementUrl(), "HPP_ADMIN_KEY", KitTenants.ADMIN_KEY);
    }

    private static Distribution.Said said(String... arguments) {
        return distribution.run(environment(), "hppctl", arguments);
    }

    /** Of a call that succeeds, as JSON. */
    private static JsonObject json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", "json"));
        var said = said(all.toArray(String[]::new));
        assertThat(said.status()).as(said.err()).isZero();
        assertThat(said.err()).isEmpty();
        return new JsonObject(said.out());
    }

    private static void onboard(String tenant) {
        json(
                "tenants",
                "create",
                tenant,
                "--name",
                "The " + tenant,
                "--base-url",
                kit.sandboxUrl(),
                "--username",
                "PK_acme",
                "--password-file",
                password.toString());
    }

    @Test
    void aTenantIsOnboardedFromTheCommandLine() {
        onboard("cli");
        var key = json("keys", "create", "cli", "--name", "till", "--expires-in", "90d");
        assertThat(kit.hosted(kit.nobody().authorized("Bearer " + key.getString("key"))))
                .isNotBlank();
        assertThat(said("accounts", "test", "cli", "main").out()).contains("Klarna takes these credentials.");

        var list = said("tenants", "list");
        assertThat(list.out().lines().findFirst().orElse(""))
                .matches("ID +NAME +STATUS +SOURCE +ACCOUNTS +API KEYS +WEBHOOKS");
        assertThat(list.out().lines()).anyMatch(line -> line.matches("cli +The cli +active +api +1 +1 +0"));
        assertThat(list.out().lines()).anyMatch(line -> line.startsWith("acme "));
        var shown = said("tenants", "show", "cli").out();
        assertThat(shown).contains("PK_acme", "till").doesNotContain(KitTenants.ACME_PASSWORD, key.getString("key"));

        assertThat(json("tenants", "update", "cli", "--creates-per-second", "7").getJsonObject("limits"))
                .isEqualTo(new JsonObject().put("creates_per_second", 7).put("burst", 7));
        assertThat(json("tenants", "suspend", "cli").getString("status")).isEqualTo("suspended");
        var audit = said("audit", "--tenant", "cli").out();
        assertThat(audit).contains("tenant.create", "key.create", "tenant.suspend", " ops ");
        assertThat(json("tenants", "delete", "cli").getBoolean("deleted")).isTrue();
    }

    @Test
    void secretsComeFromStandardInputToo() {
        onboard("piped");
        String hppctl = "'" + distribution.file("bin/hppctl") + "'";
        String command = "printf %s klarna_test_api_piped | " + hppctl
                + " accounts create piped na --provider klarna-na-playground --api-key-file - --markets US,CA";
        try (var child = ChildProcess.start(distribution.elsewhere(), environment(), List.of("sh", "-c", command))) {
            assertThat(child.exitStatus()).as(child.err()).isZero();
            assertThat(child.out())
                    .contains("api-na.playground.klarna.com", "US")
                    .doesNotContain("klarna_test_api_piped");
        }
        assertThat(json("accounts", "update", "piped", "na", "--default").getBoolean("default"))
                .isTrue();
        assertThat(json("accounts", "delete", "piped", "main").getBoolean("deleted"))
                .isTrue();
    }

    @Test
    void aWholeTenantComesFromAFile() throws IOException {
        var file = Files.writeString(distribution.elsewhere().resolve("tenant.yaml"), """
                name: From a file
                limits: {creates_per_second: 3}
                accounts:
                  - {id: eu, base_url: "%s", username: PK_acme, password: "%s"}
                """.formatted(
                        kit.sandboxUrl(), KitTenants.ACME_PASSWORD));
        var made = json("tenants", "create", "filed", "--file", file.toString());
        assertThat(made.getString("name")).isEqualTo("From a file");
        assertThat(made.getJsonArray("accounts").getJsonObject(0).getString("id"))
                .isEqualTo("eu");
    }

    @Test
    void platformKeysAndWebhooksAreSetToo() {
        onboard("member");
        var key = json("platform-keys", "create", "--tenants", "member", "--name", "platform");
        var platform = kit.nobody().authorized("Bearer " + key.getString("key")).with("Hpp-Tenant", "member");
        assertThat(platform.post("/payments/v1/sessions", GatewayKit.order("SE"))
                        .status())
                .isEqualTo(200);
        assertThat(json("platform-keys", "update", key.getString("id"), "--tenants", "*")
                        .getJsonArray("tenants"))
                .containsExactly("*");
        assertThat(said("platform-keys", "list").out()).contains(key.getString("id"));
        assertThat(json("platform-keys", "revoke", key.getString("id")).getBoolean("deleted"))
                .isTrue();

        var hook = json("webhooks", "create", "member", kit.hooks().url() + "/member", "--events", "session.completed");
        assertThat(hook.getString("secret")).startsWith("whsec_");
        String id = hook.getString("id");
        assertThat(json("webhooks", "pause", "member", id).getString("status")).isEqualTo("paused");
        assertThat(said("webhooks", "list", "member").out()).contains(id, "paused");
        assertThat(json("webhooks", "delete", "member", id).getBoolean("deleted"))
                .isTrue();
    }

    @Test
    void theExitStatusTellsWhoHasToAct() {
        var refused = said("tenants", "show", "nobody");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("There is no tenant of this id.");
        assertThat(refused.out()).isEmpty();
        assertThat(said("tenants", "conquer").status()).isEqualTo(2);
        var unreachable = new HashMap<>(environment());
        unreachable.put("HPP_ADMIN_URL", "http://127.0.0.1:1");
        var gone = distribution.run(unreachable, "hppctl", "tenants", "list");
        assertThat(gone.status()).isEqualTo(3);
        assertThat(gone.err()).contains("No gateway answers at http://127.0.0.1:1");
        var wrong = new HashMap<>(environment());
        wrong.put("HPP_ADMIN_KEY", KitTenants.ACME_KEY);
        assertThat(distribution.run(wrong, "hppctl", "tenants", "list").status())
                .isEqualTo(4);
        var none = distribution.run(Map.of(), "hppctl", "tenants", "list");
        assertThat(none.status()).isEqualTo(4);
        assertThat(none.err()).contains("HPP_ADMIN_KEY_FILE");
    }

    @Test
    void theKeyMayStandInAFile() throws IOException {
        var file = Files.writeString(distribution.elsewhere().resolve("admin-key"), KitTenants.ADMIN_KEY + "\n");
        var said = distribution.run(
                Map.of("HPP_ADMIN_KEY_FILE", file.toString()),
                "hppctl",
                "tenants",
                "list",
                "--url",
                kit.managementUrl());
        assertThat(said.status()).as(said.err()).isZero();
    }

    @Test
    void everyCommandExplainsItselfAndCompletes() {
        for (var words : List.of(
                List.of("--help"),
                List.of("tenants", "--help"),
                List.of("tenants", "create", "--help"),
                List.of("audit", "--help"))) {
            var help = distribution.run(Map.of(), "hppctl", words.toArray(String[]::new));
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: hppctl");
        }
        var completion = distribution.run(Map.of(), "hppctl", "completion");
        assertThat(completion.out()).startsWith("#!/usr/bin/env bash").contains("platform-keys", "rotate-secret");
        try (var bash =
                ChildProcess.start(distribution.elsewhere(), Map.of(), List.of("bash", "-n", "-c", completion.out()))) {
            assertThat(bash.exitStatus()).as(bash.err()).isZero();
        }
    }

    @Test
    void aKeyForOperatorsIsMade() {
        var made = distribution.run(Map.of(), "new-admin-key", "alice");
        assertThat(made.out().strip()).matches("hpa_alice_[A-Za-z0-9]{43}");
        assertThat(made.err()).containsPattern("alice:[0-9a-f]{64}");
    }
}
