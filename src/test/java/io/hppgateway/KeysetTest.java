package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.seal.Reseal;
import io.hppgateway.seal.ResealReport;
import io.hppgateway.secret.KeysetChange;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.testkit.TestRedis;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The encryption keyset is replaced step by step while the gateway runs, and one that cannot read what is stored is refused. */
final class KeysetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LogCapture log = LogCapture.open();
    private final String prefix = TestRedis.freshPrefix();
    private final Secret old = SecretBox.newKeyset();
    private Path file;
    private GatewayKit kit;

    @BeforeEach
    void start() throws IOException {
        file = Files.createTempDirectory("hpp-keyset").resolve("keyset.json");
        write(old);
        kit = start(Map.of());
    }

    private GatewayKit start(Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "HPP_ENCRYPTION_KEYSET",
                "",
                "HPP_ENCRYPTION_KEYSET_FILE",
                file.toString(),
                "HPP_REDIS_PREFIX",
                prefix,
                "HPP_RELOAD_INTERVAL",
                "50ms"));
        environment.putAll(more);
        return GatewayKit.start(TestRedis.url(), environment);
    }

    @AfterEach
    void close() {
        kit.close();
        log.close();
    }

    private void write(Secret keyset) {
        try {
            Files.writeString(file, keyset.reveal());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitLine(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains(part)));
    }

    private void awaitRefused(int faults) {
        await().atMost(PATIENCE).until(() -> kit.metric("hpp_reload_refused{what=\"encryption.keyset\"}") == faults);
    }

    /** The key that sealed the answer which the record of a session keeps from now on; it is kept while the caller is answered. */
    private String sealedBy(String session) {
        var before = kept(session);
        kit.acme().with("Cache-Control", "no-cache").get("/hpp/v1/sessions/" + session);
        await().atMost(PATIENCE).until(() -> !kept(session).equals(before));
        return SecretBox.keyIdOf(kept(session).getBytes());
    }

    /** As it is stored, empty for none; sealed once more it is another, also when the text is the same. */
    private Buffer kept(String session) {
        var key = new Namespace(prefix).of("acme") + "session:" + session;
        var sealed = kit.redis("HGET", key, "read_body");
        return sealed == null ? Buffer.buffer() : sealed.toBuffer();
    }

    @Test
    void aKeyIsReplacedInThreeStepsWithoutARestart() {
        String oldId = SecretBox.of(old).primaryId();
        String session = kit.hosted(kit.acme());
        assertThat(sealedBy(session)).isEqualTo(oldId);

        var added = KeysetChange.next(old).keyset();
        write(added);
        awaitLine("encryption.keyset read again: the key " + oldId + " seals");
        assertThat(sealedBy(session)).isEqualTo(oldId);

        var promoted = KeysetChange.next(added).keyset();
        String newId = SecretBox.of(promoted).primaryId();
        write(promoted);
        awaitLine("encryption.keyset read again: the key " + newId + " seals");
        assertThat(kit.acme().get("/hpp/v1/sessions/" + session).status()).isEqualTo(200);
        assertThat(sealedBy(session)).isEqualTo(newId);

        write(KeysetChange.next(promoted).keyset());
        awaitLine("The encryption keyset lacks the key " + oldId);
        assertThat(kit.acme().get("/hpp/v1/sessions/" + session).status()).isEqualTo(200);
        assertThat(log.lines()).noneMatch(line -> line.contains("keyMaterial"));
    }

    @Test
    void aGatewayDoesNotStartWithAKeysetThatCannotReadWhatIsStored() {
        var other = SecretBox.newKeyset();

        assertThatThrownBy(
                        () -> start(Map.of("HPP_ENCRYPTION_KEYSET_FILE", "", "HPP_ENCRYPTION_KEYSET", other.reveal())))
                .hasMessageContaining("The encryption keyset lacks the key "
                        + SecretBox.of(old).primaryId())
                .hasMessageContaining("it has " + SecretBox.of(other).primaryId());
        assertThat(kit.redis("HKEYS", new Namespace(prefix).bucket(0) + "keyset"))
                .hasToString("[" + SecretBox.of(old).primaryId() + "]");
    }

    @Test
    void aPodThatLacksAKeyOfAnotherPodIsNotReadyAndSaysWhichOne() {
        var foreign =
                SecretBox.of(KeysetChange.next(KeysetChange.next(old).keyset()).keyset());
        var management = ApiClient.of(kit.managementUrl());
        assertThat(management.get("/health/ready").status()).isEqualTo(200);

        kit.onRedis(link -> new KeyLedger(link, new Namespace(prefix)).enter(foreign));

        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(management.get("/health/ready").status()).isEqualTo(503));
        assertThat(management.get("/health/ready").text())
                .contains("The encryption keyset lacks the key " + foreign.primaryId());
    }

    @Test
    void whatAPodCouldNotOpenItKnowsWhenItHasTheKey() {
        var promoted = KeysetChange.next(KeysetChange.next(old).keyset()).keyset();
        var other = kit.open(Map.of("HPP_ENCRYPTION_KEYSET_FILE", "", "HPP_ENCRYPTION_KEYSET", promoted.reveal()));
        var endpoint = new JsonObject().put("url", kit.hooks().url() + "/foreign");
        var made = ApiClient.of(other.url())
                .authorized("Bearer " + KitTenants.ACME_KEY)
                .post("/v1/webhooks?preflight=false", endpoint);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var tenant = other.admin().post("/admin/v1/tenants", AdminApiTest.body("foreign", kit.sandboxUrl()));
        assertThat(tenant.status()).as(tenant.text()).isEqualTo(201);
        String id = made.json().getString("id");
        awaitLine("the stored endpoint acme/" + id + " cannot be used");
        awaitLine("the stored tenant/foreign cannot be used");

        write(promoted);

        var management = ApiClient.of(kit.managementUrl());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(management.get("/health/ready").status()).isEqualTo(200);
            assertThat(kit.acme().get("/v1/webhooks/" + id).status()).isEqualTo(200);
            assertThat(kit.admin().get("/admin/v1/tenants/foreign").status()).isEqualTo(200);
        });
        String session = kit.hosted(kit.acme());
        kit.klarna().act(session, "pay");
        kit.hooks().awaitOne("/foreign", session, "session.completed");
    }

    /** The gateway goes through the first two steps. */
    private Secret rotated() {
        var added = KeysetChange.next(old).keyset();
        write(added);
        awaitLine("encryption.keyset read again: the key " + SecretBox.of(old).primaryId() + " seals");
        var promoted = KeysetChange.next(added).keyset();
        write(promoted);
        awaitLine("encryption.keyset read again: the key "
                + SecretBox.of(promoted).primaryId() + " seals");
        return promoted;
    }

    private ResealReport reseal(Secret keyset) {
        var names = new Namespace(prefix);
        var vertx = Vertx.vertx();
        var link = RedisLink.of(
                vertx,
                new RedisSettings(Secret.of(TestRedis.url()), Duration.ofSeconds(1), Duration.ofSeconds(5), "hpp"));
        try {
            var stock = SealedPlaces.of(names, Duration.ofDays(7));
            return new Reseal(link, names, SecretBox.of(keyset), stock, 100_000, Duration.ofMillis(1)).run();
        } finally {
            GatewayKit.wait(link.close().eventually(vertx::close));
        }
    }

    @Test
    void aKeysetThatLackedAKeyInUseIsTakenWhenThatKeyIsUsedNoMore() {
        String oldId = SecretBox.of(old).primaryId();
        var promoted = rotated();
        var last = KeysetChange.next(promoted).keyset();
        write(last);
        awaitLine("The encryption keyset lacks the key " + oldId);
        awaitRefused(1);

        await().atMost(PATIENCE).until(() -> reseal(promoted).isDone());

        String newId = SecretBox.of(last).primaryId();
        awaitLine("encryption.keyset read again: the key " + newId + " seals, and these open: " + newId + " ");
        awaitRefused(0);
        assertThat(log.lines())
                .filteredOn(line -> line.contains("encryption.keyset changed and cannot be used"))
                .hasSize(1);
    }

    /** A session that everything sealed is made of, and what a tenant and an operator see of it. */
    private record Life(String session, String endpoint, JsonObject request) {
        static Life of(GatewayKit kit) {
            var urls = GatewayKit.urls("status_update", kit.hooks().url() + "/own");
            var request = urls.put("payment_session_url", kit.paymentSession(kit.acme(), "SE"));
            var created = create(kit.acme(), request);
            String session = created.json().getString("session_id");
            kit.klarna().act(session, "pay");
            kit.hooks().awaitOne("/acme", session, "session.completed");
            var endpoint = new JsonObject().put("url", kit.hooks().url() + "/made");
            var made = kit.acme().post("/v1/webhooks?preflight=false", endpoint);
            assertThat(made.status()).as(made.text()).isEqualTo(201);
            var tenant = kit.admin().post("/admin/v1/tenants", AdminApiTest.body("initech", kit.sandboxUrl()));
            assertThat(tenant.status()).as(tenant.text()).isEqualTo(201);
            return new Life(session, made.json().getString("id"), request);
        }

        private static ApiClient.Answer create(ApiClient acme, JsonObject request) {
            var answer = acme.with("Idempotency-Key", "order-1").post("/hpp/v1/sessions", request);
            assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            return answer;
        }

        List<String> seen(GatewayKit.Node node) {
            var acme = ApiClient.of(node.url()).authorized("Bearer " + KitTenants.ACME_KEY);
            return List.of(
                    create(acme, request).json().getString("session_id"),
                    acme.get("/hpp/v1/sessions/" + session).json().getString("status"),
                    acme.get("/v1/events").json().encode(),
                    acme.get("/v1/webhooks/" + endpoint).text(),
                    node.admin().get("/admin/v1/tenants/initech").text());
        }
    }

    @Test
    void afterAResealTheNewKeyAloneOpensEverything() {
        String oldId = SecretBox.of(old).primaryId();
        var life = Life.of(kit);
        var before = life.seen(kit.node());
        var promoted = rotated();

        assertThat(reseal(promoted).isDone()).isFalse();
        // Time passes: what ages out is gone.
        kit.keys("acme", "pending:*").forEach(key -> kit.redis("DEL", key));
        kit.keys("acme", "attempts:*").forEach(key -> kit.redis("DEL", key));
        var report = reseal(promoted);

        assertThat(report.isDone()).as(report.lines().toString()).isTrue();
        assertThat(report.struck()).containsExactly(oldId);
        for (String kind : List.of("session", "event", "idem", "webhooks", "registry")) {
            assertThat(report.lines()).anyMatch(line -> line.startsWith(kind + ", key "));
            assertThat(report.lines()).noneMatch(line -> line.startsWith(kind + ", key " + oldId));
        }
        var last = KeysetChange.next(promoted).keyset();
        var node = kit.open(Map.of("HPP_ENCRYPTION_KEYSET_FILE", "", "HPP_ENCRYPTION_KEYSET", last.reveal()));
        assertThat(life.seen(node)).isEqualTo(before);
        assertThat(log.lines()).noneMatch(line -> line.contains("cannot be used"));
    }
}
