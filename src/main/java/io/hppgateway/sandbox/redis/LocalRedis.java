package io.hppgateway.sandbox.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A redis-server of our own on 127.0.0.1, in a directory of its own: append-only file, synced every second, no eviction.
 * It ends with the JVM; one left over from a killed run on the same directory is ended by the next start. Every method
 * blocks: for mains and tests, never on an event loop.
 */
public final class LocalRedis implements AutoCloseable {
    /** Redis is up in 0.1 s; the rest is for a big append-only file on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path dataDir;
    private final int port;
    private final String fsync;
    private final LeftOver leftOver;
    private final Thread hook = new Thread(this::killNow, "local-redis-exit");
    private @Nullable Process process;

    private LocalRedis(Path dataDir, int port, String fsync) {
        this.dataDir = dataDir;
        this.port = port;
        this.fsync = fsync;
        this.leftOver = new LeftOver(dataDir.resolve("redis.pid"));
    }

    /**
     * Starts a server on a free port with the data of this directory, which is made when it is not there.
     *
     * @throws UncheckedIOException when it cannot be started; the message says where its log is
     */
    public static LocalRedis start(Path dataDir) {
        return start(dataDir, 0);
    }

    /** The same on a given port; 0 takes a free one. */
    public static LocalRedis start(Path dataDir, int port) {
        return start(dataDir, port, "everysec");
    }

    /**
     * One that answers only when what it did is on disk. Synced every second it would survive most kills too, as what was
     * written is the kernel's by then; but it puts even the writing off while the disk is busy, and answers meanwhile.
     */
    public static LocalRedis startSynced(Path dataDir) {
        return start(dataDir, 0, "always");
    }

    private static LocalRedis start(Path dataDir, int port, String fsync) {
        try {
            Files.createDirectories(dataDir);
            var redis = new LocalRedis(dataDir.toAbsolutePath(), port == 0 ? freePort() : port, fsync);
            redis.leftOver.end();
            redis.launch();
            Runtime.getRuntime().addShutdownHook(redis.hook);
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code redis://127.0.0.1:<port>}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The TCP port; the same after a restart. */
    public int port() {
        return port;
    }

    /** Ends it as a crash would (SIGKILL); the data stays. */
    public void kill() {
        killNow();
    }

    /** Starts it again, same port, same data; ends it first when it runs. Returns when it answers. */
    public void restart() {
        stop();
        try {
            launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it in order (SIGTERM): what was written is on disk. */
    public void stop() {
        Process running = process;
        if (running != null && running.isAlive()) {
            resume();
            running.destroy();
            await(running);
        }
    }

    /** Makes it hang (SIGSTOP): connections stay open and nothing is answered. */
    public void pause() {
        signal("STOP");
    }

    /** Ends a hang (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** Stops it; it is not started again. */
    @Override
    public void close() {
        stop();
        leftOver.forget();
        closedByCaller();
    }

    /**
     * From now on the caller closes it, also when the JVM goes down. Until then a JVM that goes down kills it at once, while
     * others may still finish their work on it.
     */
    public void closedByCaller() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down: the hook has run or is about to.
        }
    }

    private void launch() throws IOException {
        Path log = dataDir.resolve("redis.log");
        Path server = RedisBinary.find(dataDir.resolve("bin"));
        new AofCheck(dataDir, PATIENCE).mend(server, log);
        Process started = new ProcessBuilder(command(server))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        leftOver.remember(started.toHandle());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > deadline) {
                killNow();
                throw new IOException("redis-server does not start on port " + port + "; see " + log);
            }
            pauseBriefly(started);
        }
    }

    private List<String> command(Path server) {
        List<String> own = List.of(server.toString(), "--dir", dataDir.toString());
        List<String> network = List.of("--port", Integer.toString(port), "--bind", "127.0.0.1");
        List<String> keeping = List.of("--appendonly", "yes", "--appendfsync", fsync, "--save", "");
        List<String> rest = List.of("--maxmemory-policy", "noeviction", "--daemonize", "no");
        // Ctrl-C signals every process of the terminal's group; Redis has to be there until the others have finished.
        List<String> apart =
                RedisBinary.onPath("setsid").map(Path::toString).stream().toList();
        return Stream.of(apart, own, network, keeping, rest)
                .flatMap(List::stream)
                .toList();
    }

    /** PONG, and not -LOADING while the append-only file is read. */
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(1000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(5);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException e) {
            return false;
        }
    }

    private void killNow() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            await(running);
        }
    }

    private void signal(String name) {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start();
            await(kill);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process ended) {
        try {
            if (!ended.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                ended.destroyForcibly();
            }
        } catch (InterruptedException e) {
            ended.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void pauseBriefly(Process started) throws IOException {
        try {
            // Waits for an early end rather than just for time.
            started.waitFor(10, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while redis-server starts", e);
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }
}
