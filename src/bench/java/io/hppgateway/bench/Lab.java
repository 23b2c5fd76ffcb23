package io.hppgateway.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where everything of a run is: the project, what is kept of the run, the driver's own Vert.x, and the upstream of all. */
final class Lab implements AutoCloseable {
    static final String CREDENTIAL = "Basic UEtfYmVuY2g6YmVuY2g=";

    final Path project;
    final Path raw;
    final boolean quick;
    final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
    final int upstreamPort = freePort();
    final int sinkPort = freePort();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofMillis(250))
            .build();
    private final Proc upstream;

    Lab(Path project, Path raw, boolean quick) {
        this.project = project;
        this.raw = raw;
        this.quick = quick;
        Path conf = Wrk.write(raw.resolve("upstream.conf"), Nginx.upstream(raw, upstreamPort, sinkPort));
        upstream = Proc.start(raw, "upstream", Map.of(), List.of("nginx", "-p", raw.toString(), "-c", conf.toString()));
        Wait.until(Duration.ofSeconds(10), "the upstream", () -> get(sinkPort, "/") != null);
    }

    /** How long a step takes in a whole run; in a quick one a second or two. */
    Duration time(int seconds) {
        return Duration.ofSeconds(quick ? Math.min(seconds, 2) : seconds);
    }

    int size(int whole, int quickly) {
        return quick ? quickly : whole;
    }

    Path source(String file) {
        return project.resolve("src/bench").resolve(file);
    }

    void keep(String file, String text) {
        Wrk.write(raw.resolve(file), text);
    }

    /** Creates at the upstream itself, for what a proxy adds. */
    int port() {
        return upstreamPort;
    }

    /** Requests that the sink of webhooks has answered. */
    long sunk() {
        var status = get(sinkPort, "/status");
        if (status == null) {
            throw new IllegalStateException("the sink does not answer");
        }
        // The third line: accepted, handled, requests.
        String[] numbers = status.body().lines().skip(2).findFirst().orElseThrow().strip().split(" +");
        return Long.parseLong(numbers[2]);
    }

    /** The answer to a GET; null while nobody listens. */
    HttpResponse<String> get(int port, String path) {
        return send(port, path, HttpRequest.newBuilder());
    }

    HttpResponse<String> send(int port, String path, HttpRequest.Builder request) {
        try {
            return http.send(
                    request.uri(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        upstream.close();
        Wait.on(vertx.close());
    }
}
