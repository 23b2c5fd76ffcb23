package io.hppgateway.bench;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** Something that stands between a client and Klarna, and how it is started on a port. */
record Peer(String name, IntFunction<Proc> start) {
    /** The bare proxies. All JVMs get the same options. */
    static List<Peer> proxies(Lab lab) {
        int upstream = lab.upstreamPort;
        Path built = lab.project.resolve("target/bench/peers");
        return List.of(
                new Peer("nginx", port -> Proc.start(lab.raw, "nginx", Map.of(), List.of(
                        "nginx", "-p", lab.raw.toString(),
                        "-c", Wrk.write(lab.raw.resolve("nginx.conf"), Nginx.proxy(lab.raw, port, upstream)).toString()))),
                new Peer("HAProxy", port -> Proc.start(lab.raw, "HAProxy", Map.of(), List.of(
                        "haproxy", "-db",
                        "-f", Wrk.write(lab.raw.resolve("haproxy.cfg"), Nginx.haproxy(port, upstream)).toString()))),
                new Peer("vertx-http-proxy", port -> Proc.start(lab.raw, "vertx-http-proxy", Map.of(), java(
                        built.resolve("vertx-http-proxy"), "io.hppgateway.bench.ProxyPeer", "" + port, "" + upstream))),
                new Peer("Spring Cloud Gateway", port -> Proc.start(lab.raw, "Spring Cloud Gateway", Map.of(), java(
                        built.resolve("spring-cloud-gateway"), "io.hppgateway.bench.SpringPeer",
                        "--server.port=" + port, "--upstream=" + upstream))));
    }

    private static List<String> java(Path built, String main, String... arguments) {
        var command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(Bench.JVM);
        command.addAll(List.of("-cp", built.resolve("classes") + ":" + built.resolve("lib") + "/*", main));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Milliseconds from its start to its first 201. */
    static double firstAnswer(Lab lab, Proc proc, int port, String authorization) {
        Wait.until(Duration.ofSeconds(60), proc.name + " to answer", () -> {
            if (!proc.isAlive()) {
                throw new IllegalStateException(proc.name + " ended by itself; see " + lab.raw);
            }
            var request = HttpRequest.newBuilder()
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Creates.body(lab.upstreamPort)));
            var answer = lab.send(port, "/hpp/v1/sessions", request);
            return answer != null && answer.statusCode() == 201;
        });
        return (System.nanoTime() - proc.startedAt) / 1e6;
    }
}
