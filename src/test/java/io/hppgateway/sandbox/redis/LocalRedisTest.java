package io.hppgateway.sandbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalRedisTest {
    @TempDir
    Path data;

    @Test
    void dataSurvivesARestartOnTheSamePort() throws IOException {
        try (var redis = LocalRedis.start(data)) {
            int port = redis.port();
            ask(redis, "SET k v");
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(redis, "GET k")).contains("v");
        }
    }

    @Test
    void theServerOfAKilledRunIsEndedByTheNextStart() throws IOException {
        var earlier = LocalRedis.start(data);
        long pid = Long.parseLong(Files.readString(data.resolve("redis.pid")).split(" ", -1)[0]);
        try (var redis = LocalRedis.start(data)) {
            assertThat(ask(redis, "PING")).contains("PONG");
            await().until(() -> ProcessHandle.of(pid).isEmpty());
        }
        earlier.close();
    }

    @Test
    void itNeitherEvictsNorForgets() throws IOException {
        try (var redis = LocalRedis.start(data)) {
            assertThat(ask(redis, "CONFIG GET maxmemory-policy")).contains("noeviction");
            assertThat(ask(redis, "CONFIG GET appendonly")).contains("yes");
        }
    }

    private static String ask(LocalRedis redis, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
