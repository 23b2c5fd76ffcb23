package io.hppgateway.sandbox.redis;

import io.hppgateway.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** One of several Redis servers of a test: a real process with any arguments. Its methods block. */
public final class RedisServer implements AutoCloseable {
    /** A start takes 0.1 s; the rest is for a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Cluster nodes also take the port 10,000 above; both lie below those that the system gives to clients. */
    private static final AtomicInteger PORTS =
            new AtomicInteger(11_000 + (int) (ProcessHandle.current().pid() % 90) * 100);

    private final Path directory;
    private final int port;
    private final String password;
    private final Optional<ServerTls> tls;
    private final List<String> command;
    private Process process;

    private RedisServer(
            Path directory,
            int port,
            String password,
            Optional<ServerTls> tls,
            List<String> configuration,
            List<String> arguments)
            throws IOException {
        this.directory = Files.createDirectories(directory.resolve("redis-" + port));
        this.port = port;
        this.password = password;
        this.tls = tls;
        command = new ArrayList<>(List.of(
                RedisBinary.find(directory.resolve("bin")).toString(),
                Files.write(this.directory.resolve("redis.conf"), configuration).toString()));
        command.addAll(tls.map(guard -> guard.arguments(this.directory, port))
                .orElseGet(() -> List.of("--port", Integer.toString(port))));
        command.addAll(List.of("--bind", "127.0.0.1"));
        command.addAll(List.of("--dir", this.directory.toString(), "--daemonize", "no"));
        command.addAll(arguments);
    }

    /** One that belongs to nothing else. */
    public static RedisServer start(Path directory) {
        return start(directory, "", Optional.empty(), List.of());
    }

    /**
     * One with an append-only file that evicts nothing; returns when it answers.
     *
     * @param password its own, and its master's; empty for none
     */
    static RedisServer start(Path directory, String password, Optional<ServerTls> tls, List<String> more) {
        var arguments =
                new ArrayList<>(List.of("--appendonly", "yes", "--save", "", "--maxmemory-policy", "noeviction"));
        // A replica that is new gets everything at once, not 5 s later.
        arguments.addAll(List.of("--repl-diskless-sync-delay", "0"));
        if (!password.isEmpty()) {
            arguments.addAll(List.of("--requirepass", password, "--masterauth", password));
        }
        arguments.addAll(more);
        return started(directory, password, tls, List.of(), arguments);
    }

    /**
     * A Sentinel; returns when it answers.
     *
     * @param password its own, and that of the other Sentinels; empty for none
     * @param watched whom it watches, as its configuration says it
     */
    static RedisServer sentinel(Path directory, String password, Optional<ServerTls> tls, List<String> watched) {
        var configuration = new ArrayList<>(watched);
        if (!password.isEmpty()) {
            configuration.add("requirepass " + password);
            configuration.add("sentinel sentinel-pass " + password);
        }
        return started(directory, password, tls, configuration, List.of("--sentinel"));
    }

    private static RedisServer started(
            Path directory,
            String password,
            Optional<ServerTls> tls,
            List<String> configuration,
            List<String> arguments) {
        try {
            var server = new RedisServer(directory, freePort(), password, tls, configuration, arguments);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        while (true) {
            int port = PORTS.getAndIncrement();
            if (FreePort.isFree(port) && FreePort.isFree(port + 10_000)) {
                return port;
            }
        }
    }

    /** Starts it, or starts it again with the data it has; returns when it answers. */
    public void restart() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("redis.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await("answers", () -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        "redis-server ended: " + Files.readString(directory.resolve("redis.log")));
            }
            return answers();
        });
    }

    private boolean answers() {
        try (var client = client()) {
            return client.ask("PING").equals("PONG");
        } catch (UncheckedIOException | IllegalStateException e) {
            return false;
        }
    }

    /** Waits for something that this server does or says. */
    public static void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** One command; lists and texts as Java has them. An error is an {@link IllegalStateException}. */
    public Object ask(String... words) {
        try (var client = client()) {
            return client.ask(words);
        }
    }

    private PlainClient client() {
        var client = new PlainClient(port, tls);
        if (!password.isEmpty()) {
            client.ask("AUTH", password);
        }
        return client;
    }

    /** What INFO or CLUSTER INFO says, whole. */
    public String info(String... words) {
        return ask(words).toString();
    }

    /** From now on it shows new connections a certificate for another host. */
    public void callYourself(String host) {
        tls.orElseThrow().issue(directory, host);
        // Any change of such a setting makes it read its files again.
        ask("CONFIG", "SET", "tls-prefer-server-ciphers", "yes");
    }

    /** SIGKILL, and until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed redis-server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** SIGSTOP: its connections stay open, and it reads nothing. */
    public void pause() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        kill();
    }
}
