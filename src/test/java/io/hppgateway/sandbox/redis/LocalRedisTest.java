package io.hppgateway.sandbox.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hppgateway.testkit.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    @Test
    void halfAScriptThatACrashCutOffIsNeverDone() throws IOException {
        var redis = LocalRedis.startSynced(data);
        ask(redis, "SET whole 1");
        redis.kill();
        // What a script did is one transaction in the file; this one ends within its third command.
        Files.writeString(
                TestRedis.appendOnlyFile(data),
                "*1\r\n$5\r\nMULTI\r\n*3\r\n$3\r\nSET\r\n$4\r\nhalf\r\n$1\r\n1\r\n*3\r\n$5\r\nRPUSH\r\n$3\r\nhal",
                StandardOpenOption.APPEND);
        redis.restart();
        ask(redis, "EVAL \"redis.call('SET','a','1') redis.call('SET','b','1')\" 0");
        redis.kill();
        redis.restart();
        assertThat(ask(redis, "MGET whole b half").lines().filter(line -> !line.startsWith("$1")))
                .startsWith("*3", "1", "1", "$-1");
        redis.close();
    }

    private static String ask(LocalRedis redis, String command) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
