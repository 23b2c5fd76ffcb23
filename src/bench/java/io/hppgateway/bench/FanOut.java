package io.hppgateway.bench;

import io.vertx.core.Future;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How many webhooks go out. A backlog is made by pausing every endpoint while callbacks come in, and its way out is timed: so
 * the callback door, which costs more than a delivery, is no limit. The receivers are one nginx that answers 204.
 */
final class FanOut {
    /** Each with the 16 permits that an endpoint has by default. */
    private static final int TENANTS = 16;

    private final Lab lab;
    private final Klarna klarna;

    FanOut(Lab lab) {
        this.lab = lab;
        this.klarna = Klarna.start(lab);
    }

    /**
     * @param accepted callbacks a second that 64 connections brought in while nothing went out
     * @param perSecond deliveries a second of the backlog
     * @param piped deliveries a second while callbacks come in at once, as many as 64 connections bring
     */
    record Row(int endpoints, double accepted, double perSecond, double gatewayMicros, double redisMicros, double piped,
            double bytesPerEvent) {}

    /** The bare loop. */
    record Bare(double perSecond, double micros) {}

    /** With one endpoint for each event, and with five. */
    List<Row> run() {
        var one = shops("one", 1);
        var five = shops("five", 5);
        var all = new ArrayList<>(one);
        all.addAll(five);
        try (var estate = new Estate(lab, "fanout", klarna.port, all).start()) {
            var caller = new Caller(lab, estate, klarna);
            // The bare loop too has its code compiled before it is measured.
            var warm = caller.sessions(lab.size(20_000, 500), one);
            piped(caller, warm, lab.size(40_000, 1000), 1, "warm");
            backlog(estate, one, caller, warm, lab.size(60_000, 1000), 1, "warm-backlog");
            return List.of(
                    run(estate, caller, one, lab.size(60_000, 4000)), run(estate, caller, five, lab.size(30_000, 2000)));
        }
    }

    private List<Estate.Shop> shops(String name, int endpoints) {
        var shops = new ArrayList<Estate.Shop>();
        for (int i = 0; i < TENANTS; i++) {
            shops.add(new Estate.Shop(name + "-" + i, Collections.nCopies(
                    endpoints, "http://127.0.0.1:" + lab.sinkPort + "/hook"), 16));
        }
        return shops;
    }

    private Row run(Estate estate, Caller caller, List<Estate.Shop> shops, int events) {
        int endpoints = shops.get(0).hooks().size();
        var sessions = caller.sessions(events / 2, shops);
        var row = backlog(estate, shops, caller, sessions, events, endpoints, "backlog");
        double piped = piped(caller, sessions, lab.size(20_000, 2000), endpoints, "piped");
        lab.keep("fanout-" + endpoints + ".metrics.txt", lab.get(estate.managementPort, "/metrics").body());
        Bench.say("fan-out %d: accepted %.0f/s, delivered %.0f/s, CPU us gateway %.1f redis %.1f, piped %.0f/s, %.0f bytes/event",
                endpoints, row.accepted, row.perSecond, row.gatewayMicros, row.redisMicros, piped, row.bytesPerEvent);
        return new Row(endpoints, row.accepted, row.perSecond, row.gatewayMicros, row.redisMicros, piped, row.bytesPerEvent);
    }

    private Row backlog(
            Estate estate, List<Estate.Shop> shops, Caller caller, List<Klarna.Session> sessions, int events, int endpoints,
            String name) {
        steer(estate, shops, endpoints, "pause");
        long memory = estate.redisMemory();
        double accepting = caller.all(events, i -> tell(caller, sessions, i, name));
        double bytes = (estate.redisMemory() - memory) / (double) events;
        long total = (long) events * endpoints;
        long before = lab.sunk();
        steer(estate, shops, endpoints, "resume");
        // The first and the last tenth are not counted: it starts, and it runs dry.
        sunk(before + total / 10);
        double gateway = estate.gateway().cpu();
        double redis = estate.redis().cpu();
        double compiling = estate.gateway().compiling();
        long start = System.nanoTime();
        long from = lab.sunk();
        sunk(before + total * 9 / 10);
        double seconds = (System.nanoTime() - start) / 1e9;
        long delivered = lab.sunk() - from;
        gateway = estate.gateway().cpu() - gateway;
        compiling = estate.gateway().compiling() - compiling;
        Bench.say("  compiling: %.1f us of the gateway's", compiling * 1e6 / delivered);
        redis = estate.redis().cpu() - redis;
        sunk(before + total);
        return new Row(endpoints, events / accepting, delivered / seconds, gateway * 1e6 / delivered, redis * 1e6 / delivered,
                0, bytes);
    }

    private double piped(Caller caller, List<Klarna.Session> sessions, int events, int endpoints, String name) {
        long before = lab.sunk();
        long start = System.nanoTime();
        caller.all(events, i -> tell(caller, sessions, i, name));
        sunk(before + (long) events * endpoints);
        return events * endpoints / ((System.nanoTime() - start) / 1e9);
    }

    private static Future<Void> tell(Caller caller, List<Klarna.Session> sessions, int i, String name) {
        var session = sessions.get(i % sessions.size());
        return caller.callback(session, "IN_PROGRESS", name + "-" + i, 0);
    }

    private void sunk(long count) {
        long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (lab.sunk() < count) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("gave up waiting for the webhooks");
            }
            Wait.pause(Duration.ofMillis(20)); // asking more often costs what is measured a tenth of a core
        }
    }

    private void steer(Estate estate, List<Estate.Shop> shops, int endpoints, String verb) {
        for (var shop : shops) {
            for (int i = 0; i < endpoints; i++) {
                var request = HttpRequest.newBuilder()
                        .header("Authorization", shop.authorization())
                        .POST(HttpRequest.BodyPublishers.noBody());
                var answer = lab.send(estate.port, "/v1/webhooks/hook-" + i + "/" + verb, request);
                if (answer == null || answer.statusCode() / 100 != 2) {
                    throw new IllegalStateException(verb + ": " + (answer == null ? "no answer" : answer.body()));
                }
            }
        }
    }

    /** A loop that signs 600 bytes and posts them, and does nothing else. */
    Bare bare() {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(Bench.JVM);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.hppgateway.bench.BareLoop", "" + lab.sinkPort));
        try (var proc = Proc.start(lab.raw, "bare", Map.of(), command)) {
            long idle = lab.sunk();
            Wait.until(Duration.ofSeconds(20), "the bare loop", () -> lab.sunk() > idle + 100);
            Wait.pause(lab.time(6));
            long before = lab.sunk();
            double cpu = proc.cpu();
            long start = System.nanoTime();
            Wait.pause(lab.time(6));
            long sent = lab.sunk() - before;
            double seconds = (System.nanoTime() - start) / 1e9;
            var bare = new Bare(sent / seconds, (proc.cpu() - cpu) * 1e6 / sent);
            Bench.say("bare loop: %.0f/s, CPU %.1f us", bare.perSecond, bare.micros);
            return bare;
        }
    }
}
