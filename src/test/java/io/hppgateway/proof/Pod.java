package io.hppgateway.proof;

import io.hppgateway.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A gateway in a process of its own, to be killed; always on the same two ports. Its methods block. */
public final class Pod implements AutoCloseable {
    /** Options of a JVM that is quick to start rather than quick: it is killed every few seconds. */
    static final List<String> SHORT_LIVED = List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Options of a JVM that works for a while. */
    static final List<String> LONG_LIVED = List.of("-Xmx512m");

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(1))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ProcessBuilder command;
    private final Path log;
    private final BusSwitch bus;
    private final int port = FreePort.next();
    private final int managementPort = FreePort.next();
    private Process process;

    /**
     * Not started yet.
     *
     * @param directory for its log and its switch
     * @param jvm options of the JVM
     * @param environment settings; ports and addresses are added
     */
    Pod(Path directory, String name, List<String> jvm, Map<String, String> environment) throws IOException {
        Path switched = directory.resolve(name + ".bus");
        log = directory.resolve(name + ".log");
        bus = BusSwitch.open(switched);
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var words = new java.util.ArrayList<>(List.of(java));
        words.addAll(jvm);
        words.add("-Dlogback.configurationFile=logback.xml");
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.hppgateway.PodMain"));
        command = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        command.environment().keySet().removeIf(key -> key.startsWith("HPP_"));
        command.environment().putAll(environment);
        command.environment()
                .putAll(Map.of(
                        "HPP_HTTP_HOST", "127.0.0.1",
                        "HPP_HTTP_PORT", Integer.toString(port),
                        "HPP_MANAGEMENT_HOST", "127.0.0.1",
                        "HPP_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "PROOF_BUS_SWITCH", switched.toString()));
    }

    public int port() {
        return port;
    }

    /** The id of the running process. */
    public long pid() {
        return process.pid();
    }

    public int managementPort() {
        return managementPort;
    }

    public BusSwitch bus() {
        return bus;
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the process; it needs a second or two until it answers. */
    public void start() {
        try {
            process = command.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, and until it is gone. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a killed process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGTERM, and until it has stopped in order. */
    public void terminate() {
        // Not destroy(): it closes standard input, and a pod without that ends at once.
        signal("-TERM");
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a gateway process does not stop:\n" + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP: its connections stay open, and it knows nothing of the time that passes. */
    public void freeze() {
        signal("-STOP");
    }

    /** SIGCONT. */
    public void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            var sent = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
            if (sent.waitFor() != 0) {
                throw new IllegalStateException("kill " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it takes requests. */
    public boolean isReady() {
        if (!process.isAlive()) {
            throw new IllegalStateException("a gateway process ended by itself:\n" + log());
        }
        return get("/health/ready").filter(answer -> answer.statusCode() == 200).isPresent();
    }

    /** The value of a metric without labels, or with these; empty while it does not answer or has none. */
    public java.util.OptionalDouble metric(String name) {
        return get("/metrics").stream()
                .flatMap(answer -> answer.body().lines())
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst();
    }

    private java.util.Optional<HttpResponse<String>> get(String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return java.util.Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return java.util.Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return java.util.Optional.empty();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
    }
}
