package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hppgateway.redis.Namespace;
import io.hppgateway.seal.KeyLedger;
import io.hppgateway.secret.KeysetChange;
import io.hppgateway.secret.Secret;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.testkit.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
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

    /** The key that sealed the answer which the record of a session keeps. */
    private String sealedBy(String session) {
        kit.acme().with("Cache-Control", "no-cache").get("/hpp/v1/sessions/" + session);
        var key = new Namespace(prefix).of("acme") + "session:" + session;
        return SecretBox.keyIdOf(kit.redis("HGET", key, "read_body").toBytes());
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
}
