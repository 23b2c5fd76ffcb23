package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hppgateway.sandbox.Sandbox;
import io.hppgateway.sandbox.SandboxMerchant;
import io.hppgateway.sandbox.SandboxSettings;
import io.hppgateway.testkit.BlockedThreads;
import io.hppgateway.testkit.ChildProcess;
import io.hppgateway.testkit.TestJournal;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway as an operator meets it: real processes, keys made by its own programs. */
final class MainIT {
    private static final Pattern UP = Pattern.compile("public port (\\d+), management port (\\d+)");
    private static final Pattern SHA256 = Pattern.compile("sha256: ([0-9a-f]{64})");

    @TempDir
    private static Path temporary;

    private static Vertx vertx;
    private static Sandbox klarna;
    private static Distribution distribution;
    private static String apiKey;
    private static Map<String, String> environment;

    @BeforeAll
    static void settle() throws IOException {
        vertx = Vertx.vertx();
        klarna = TestJournal.await(Sandbox.open(
                vertx,
                new SandboxSettings(
                        "127.0.0.1",
                        0,
                        List.of(new SandboxMerchant("initech", "PK_initech", "pw-of-initech")),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(2))));
        distribution = Distribution.copiedTo(temporary);
        writeTenant();
        environment = Map.of(
                "HPP_HTTP_PORT", "0",
                "HPP_MANAGEMENT_PORT", "0",
                "HPP_PUBLIC_URL", "http://127.0.0.1",
                "HPP_REDIS_URL", TestRedis.url(),
                "HPP_REDIS_PREFIX", TestRedis.freshPrefix(),
                "HPP_CALLBACK_KEYS", made("new-callback-key"),
                "HPP_ENCRYPTION_KEYSET", made("new-keyset"));
    }

    @AfterAll
    static void leave() {
        TestJournal.await(klarna.close().eventually(vertx::close));
    }

    private static String made(String program) {
        return distribution.run(Map.of(), program).out().strip();
    }

    private static void writeTenant() throws IOException {
        var made = distribution.run(Map.of(), "new-api-key", "ops-1");
        apiKey = made.out().strip();
        var sha256 = SHA256.matcher(made.err());
        assertThat(sha256.find()).isTrue();
        Files.writeString(distribution.file("conf/tenants/initech.yaml"), """
                id: initech
                name: Initech
                api_keys:
                  - id: ops-1
                    sha256: %s
                accounts:
                  - id: eu
                    base_url: %s
                    username: PK_initech
                    password: ${INITECH_PASSWORD}
                webhooks:
                  - id: erp
                    url: https://erp.example.com/klarna
                    secret: %s
                """.formatted(
                        sha256.group(1), klarna.baseUrl(), made("new-webhook-secret")));
    }

    private static ChildProcess start(Map<String, String> changes) {
        return distribution.start(with(changes));
    }

    private static Distribution.Said refusal(Map<String, String> changes) {
        var said = distribution.run(with(changes), "hpp-gateway");
        assertThat(said.status()).isEqualTo(1);
        return said;
    }

    /** The environment of a gateway that starts, changed; an empty value takes the variable away. */
    private static Map<String, String> with(Map<String, String> changes) {
        var changed = new HashMap<>(environment);
        changed.put("INITECH_PASSWORD", "pw-of-initech");
        changed.putAll(changes);
        changed.values().removeIf(String::isEmpty);
        return changed;
    }

    @Test
    void aPackagedGatewayServesATenantAndStopsOnSigterm() {
        try (var gateway = start(Map.of())) {
            var ports = gateway.awaitOut(UP);
            var management = ApiClient.of("http://127.0.0.1:" + ports.group(2));
            assertThat(management.get("/health/ready").status()).isEqualTo(200);
            var tenant = ApiClient.of("http://127.0.0.1:" + ports.group(1)).authorized("Bearer " + apiKey);
            var payment = tenant.post("/payments/v1/sessions", GatewayKit.order("SE"));
            var paymentUrl =
                    klarna.baseUrl() + "/payments/v1/sessions/" + payment.json().getString("session_id");
            var created = tenant.post("/hpp/v1/sessions", new JsonObject().put("payment_session_url", paymentUrl));
            assertThat(created.status()).as(created.text()).isEqualTo(201);

            // 128 + SIGTERM: Java stopped in order because of the signal.
            assertThat(gateway.signal("TERM").exitStatus()).isEqualTo(143);
            assertThat(gateway.children()).isEmpty();
            assertThat(gateway.err()).isEmpty();
            assertThat(gateway.out()).contains("hpp-gateway is stopped").doesNotContain("\"level\":\"ERROR\"");
            BlockedThreads.assertNoneIn(gateway.out());
            assertNoSecretIn(gateway.out());
        }
    }

    private static void assertNoSecretIn(String log) {
        assertThat(log)
                .doesNotContain(
                        apiKey.substring(apiKey.lastIndexOf('_') + 1),
                        "pw-of-initech",
                        environment.get("HPP_CALLBACK_KEYS"));
    }

    @Test
    void everyLineOfTheLogIsOneJsonObject() {
        try (var gateway = start(Map.of())) {
            gateway.awaitOut(UP);
            gateway.signal("TERM").exitStatus();
            assertThat(gateway.out().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(new JsonObject(line).fieldNames())
                            .contains("timestamp", "level", "logger_name", "message"));
        }
    }

    @Test
    void everyMistakeIsReportedAtOnceWithItsVariable() {
        var said = refusal(Map.of(
                "HPP_HTTP_PORT", "99999",
                "HPP_MANAGEMENT_PORT", "none",
                "HPP_PUBLIC_URL", "hpp.example.com",
                "HPP_REDIS_URL", "localhost:6379",
                "HPP_CALLBACK_KEYS", "c2hvcnQ=",
                "HPP_CALLBACK_VERIFY", "sometimes",
                "HPP_ENCRYPTION_KEYSET", "",
                "HPP_SHUTDOWN_DRAIN", "25"));

        assertThat(said.err().lines().skip(1))
                .containsExactlyInAnyOrder(
                        "  http.port (HPP_HTTP_PORT) must be a whole number from 0 to 65535",
                        "  management.port (HPP_MANAGEMENT_PORT) must be a whole number from 0 to 65535",
                        "  public.url (HPP_PUBLIC_URL) must be an absolute URL that starts with https:// or http://",
                        "  redis.url (HPP_REDIS_URL) must be redis://[user:password@]host[:port],"
                                + " redis+sentinel://…host[:port],host…/master or redis+cluster://…host[:port],host…,"
                                + " with rediss in the place of redis for TLS: a scheme and a host are needed",
                        "  callback.keys (HPP_CALLBACK_KEYS) must be base64 keys of at least 32 random bytes,"
                                + " separated by commas, newest first; bin/new-callback-key makes one",
                        "  callback.verify (HPP_CALLBACK_VERIFY) must be one of never, completed, always",
                        "  encryption.keyset (HPP_ENCRYPTION_KEYSET) is missing; it must be a Tink AEAD keyset in JSON;"
                                + " bin/new-keyset makes one",
                        "  shutdown.drain (HPP_SHUTDOWN_DRAIN) must be a duration such as 250ms, 15s, 10m, 1h or 7d,"
                                + " from 0s to 1h");
        assertThat(said.err()).doesNotContain("c2hvcnQ=");
    }

    /** An empty store; only where it is and what opens it is set. */
    private static Distribution.Said reseal(String redis, String... arguments) {
        var store = Map.of(
                "HPP_REDIS_URL", redis,
                "HPP_REDIS_PREFIX", TestRedis.freshPrefix(),
                "HPP_ENCRYPTION_KEYSET", environment.get("HPP_ENCRYPTION_KEYSET"));
        return distribution.run(store, "reseal", arguments);
    }

    @Test
    void whatIsStoredIsSealedAnewByAProgramOfItsOwn() {
        var done = reseal(TestRedis.url(), "--per-second", "100000");
        assertThat(done.out()).startsWith("Nothing is left that another key than ");
        assertThat(done.status()).isZero();
        assertThat(done.err()).isEmpty();

        assertThat(reseal(TestRedis.url(), "--dry-run").status()).isZero();
        assertThat(reseal("redis://127.0.0.1:1").status()).isEqualTo(1);
        var fast = reseal(TestRedis.url(), "--per-second", "fast");
        assertThat(fast.status()).isEqualTo(2);
        assertThat(fast.err()).startsWith("usage: reseal");
        var nowhere = reseal("localhost");
        assertThat(nowhere.status()).isEqualTo(2);
        assertThat(nowhere.err()).contains("redis.url (HPP_REDIS_URL) must be");
    }

    @Test
    void secretsMayComeFromFiles() throws IOException {
        var keyset = Files.writeString(
                distribution.elsewhere().resolve("keyset.json"), environment.get("HPP_ENCRYPTION_KEYSET") + "\n");
        var url = Files.writeString(distribution.elsewhere().resolve("redis-url"), TestRedis.url());

        try (var gateway = start(Map.of(
                "HPP_ENCRYPTION_KEYSET",
                "",
                "HPP_ENCRYPTION_KEYSET_FILE",
                keyset.toString(),
                "HPP_REDIS_URL",
                "",
                "HPP_REDIS_URL_FILE",
                url.toString()))) {
            gateway.awaitOut(UP);
        }
    }

    @Test
    void aVariableAndItsFileExcludeEachOther() {
        var said = refusal(Map.of("HPP_REDIS_URL_FILE", "/run/secrets/redis", "HPP_ENCRYPTION_KEYSET_FILE", "/x"));

        assertThat(said.err())
                .contains("HPP_REDIS_URL and HPP_REDIS_URL_FILE exclude each other; set one")
                .contains("HPP_ENCRYPTION_KEYSET and HPP_ENCRYPTION_KEYSET_FILE exclude each other");
    }

    @Test
    void theDemoKeysAreRefused() {
        var said = refusal(Map.of(
                "HPP_CONF", Path.of("conf/dev/gateway.yaml").toAbsolutePath().toString(),
                "HPP_CALLBACK_KEYS", "",
                "HPP_ENCRYPTION_KEYSET", "",
                "HPP_SANDBOX_URL", klarna.baseUrl(),
                "HPP_SHOP_URL", "http://127.0.0.1"));

        assertThat(said.err())
                .contains("callback.keys (HPP_CALLBACK_KEYS) is a demo key")
                .contains("encryption.keyset (HPP_ENCRYPTION_KEYSET) is a demo key")
                .contains("tenant acme: an API key is a demo key")
                .contains("tenant acme: a webhook secret is a demo key")
                .contains("tenant globex: an API key is a demo key")
                .contains("tenant globex: a webhook secret is a demo key");
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws IOException {
        try (var taken = new ServerSocket(0)) {
            var port = Integer.toString(taken.getLocalPort());
            assertThat(refusal(Map.of("HPP_HTTP_PORT", port)).err())
                    .contains("http.port (HPP_HTTP_PORT): port " + port + " on 0.0.0.0 is taken by another program");
            assertThat(refusal(Map.of("HPP_MANAGEMENT_PORT", port)).err())
                    .contains("management.port (HPP_MANAGEMENT_PORT): port " + port);
        }
    }

    @Test
    void anUnknownKeyInTheFileIsReported() throws IOException {
        var conf = Files.writeString(distribution.elsewhere().resolve("odd.yaml"), """
                http:
                  prot: 8081
                colour: blue
                """);

        assertThat(refusal(Map.of("HPP_CONF", conf.toString())).err())
                .contains("http.prot is not known here; known: connections, host, idle-timeout, port, ")
                .contains("colour is not known here");
    }

    @Test
    void aFormatThatWouldSilenceTheLogIsRefused() {
        assertThat(refusal(Map.of("HPP_LOG_FORMAT", "JSON")).err().lines())
                .containsExactly(
                        "hpp-gateway cannot start. The settings cannot be used:",
                        "  HPP_LOG_FORMAT must be json or text");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(refusal(Map.of("HPP_CONF", "/nowhere/gateway.yaml")).err())
                .contains("/nowhere/gateway.yaml cannot be read; HPP_CONF names another file");
    }

    @Test
    void aMissingTenantVariableIsNamed() {
        assertThat(refusal(Map.of("INITECH_PASSWORD", "")).err())
                .contains("initech.yaml: refers to ${INITECH_PASSWORD}, which is no variable of the environment");
    }

    @Test
    void anOldJavaIsRefusedInWords() throws IOException {
        var old = Files.createDirectories(distribution.elsewhere().resolve("jdk-11/bin"));
        var java = Files.writeString(old.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\"' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        assertThat(refusal(Map.of("JAVA_HOME", old.getParent().toString())).err())
                .startsWith("hpp-gateway needs Java 17 or newer")
                .contains("is Java 11.0.2");
    }
}
