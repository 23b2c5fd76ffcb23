package io.hppgateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestRedis;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The keys of callback links are replaced while the gateway runs; a link lives as long as its key does. */
final class CallbackKeysTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String NEW_KEY = "bmV3LWNhbGxiYWNrLWtleS1uZXctY2FsbGJhY2sta2V5LTAx";

    private final LogCapture log = LogCapture.open();
    private Path file;
    private GatewayKit kit;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(
                Files.createTempDirectory("hpp-callback-keys").resolve("keys"), KitTenants.CALLBACK_KEY);
        kit = GatewayKit.start(
                TestRedis.url(),
                Map.of(
                        "HPP_CALLBACK_KEYS",
                        "",
                        "HPP_CALLBACK_KEYS_FILE",
                        file.toString(),
                        "HPP_RELOAD_INTERVAL",
                        "50ms"));
        kit.klarna().fault(new JsonObject().put("target", "callback").put("drop", true));
    }

    @AfterEach
    void close() {
        kit.close();
        log.close();
    }

    private int call(String session, String link) {
        return kit.nobody()
                .post(link, CallbackDoorTest.event(session, "IN_PROGRESS"))
                .status();
    }

    private void awaitLine(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains(part)));
    }

    @Test
    void aLinkOfTheOldKeyHoldsUntilThatKeyIsTakenOut() throws IOException {
        String session = kit.hosted(kit.acme());
        String oldLink = kit.callbackLink(session);

        Files.writeString(file, NEW_KEY + "," + KitTenants.CALLBACK_KEY);
        awaitLine("callback.keys read again: the first of 2 keys signs");
        assertThat(call(session, oldLink)).isEqualTo(200);
        String later = kit.hosted(kit.acme());
        String newLink = kit.callbackLink(later);

        Files.writeString(file, NEW_KEY);
        awaitLine("callback.keys read again: the first of 1 keys signs");
        assertThat(call(session, oldLink)).isEqualTo(404);
        assertThat(call(later, newLink)).isEqualTo(200);
        assertThat(log.lines()).noneMatch(line -> line.contains(NEW_KEY));
    }

    @Test
    void keysThatCannotBeUsedAreRefusedAndNotRepeated() throws IOException {
        String session = kit.hosted(kit.acme());
        String link = kit.callbackLink(session);

        Files.writeString(file, "c2hvcnQ=");

        awaitLine("callback.keys changed and cannot be used");
        assertThat(call(session, link)).isEqualTo(200);
        assertThat(log.lines()).noneMatch(line -> line.contains("c2hvcnQ="));
    }
}
