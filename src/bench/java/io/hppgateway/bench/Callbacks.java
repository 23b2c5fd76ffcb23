package io.hppgateway.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Klarna's callbacks at 1,000/s: how soon they are acknowledged, and how soon the webhook is at its receiver. */
final class Callbacks {
    private static final int RATE = 1000;

    /** Whose endpoints, with 16 permits each, share the webhooks. */
    private static final int TENANTS = 10;

    private final Lab lab;

    Callbacks(Lab lab) {
        this.lab = lab;
    }

    /** @param confirmed whether the gateway asked Klarna back before it acknowledged */
    record Row(boolean confirmed, Pace.Result ack, double hookP50, double hookP99, double gatewayMicros, double redisMicros) {}

    List<Row> run() {
        var klarna = Klarna.start(lab);
        var receiver = Receiver.start(lab);
        var shops = new ArrayList<Estate.Shop>();
        for (int i = 0; i < TENANTS; i++) {
            shops.add(new Estate.Shop("shop-" + i, List.of("http://127.0.0.1:" + receiver.port + "/hook"), 16));
        }
        try (var estate = new Estate(lab, "callbacks", klarna.port, shops).start()) {
            var caller = new Caller(lab, estate, klarna);
            warm(caller, shops, receiver);
            return List.of(
                    measure("callbacks", "IN_PROGRESS", caller, shops, estate, receiver, lab.time(15)),
                    measure("completed", "COMPLETED", caller, shops, estate, receiver, lab.time(10)));
        }
    }

    /** As many as 64 connections bring, until its JVM has compiled what matters. */
    private void warm(Caller caller, List<Estate.Shop> shops, Receiver receiver) {
        int calls = lab.size(60_000, 1000);
        var sessions = caller.sessions(calls / 6, shops);
        caller.all(calls, i -> {
            var session = sessions.get(i % sessions.size());
            return caller.callback(session, "IN_PROGRESS", "warm-" + i, 0);
        });
        Wait.until(Duration.ofSeconds(90), "the webhooks", () -> receiver.received.get() >= calls);
    }

    private Row measure(
            String name, String status, Caller caller, List<Estate.Shop> shops, Estate estate, Receiver receiver, Duration time) {
        Duration warm = Duration.ofSeconds(1);
        int calls = (int) (RATE * (time.toSeconds() + warm.toSeconds()));
        // As in life, about three callbacks a session; a completed one has only one.
        var sessions = caller.sessions(status.equals("COMPLETED") ? calls : calls / 3, shops);
        receiver.micros.reset();
        long before = receiver.received.get();
        double gateway = estate.gateway().cpu();
        double redis = estate.redis().cpu();
        var asked = new AtomicLong();
        var ack = Pace.run(lab.vertx, RATE, warm, time, (i, due) -> {
            var session = sessions.get((int) (i % sessions.size()));
            asked.incrementAndGet();
            return caller.callback(session, status, name + "-" + i, due);
        });
        Wait.until(Duration.ofSeconds(60), "the last webhook", () -> receiver.received.get() - before >= asked.get());
        lab.keep("callback-" + name + ".txt", Bench.percentiles(ack) + "to the receiver:\n"
                + Bench.percentiles(new Pace.Result(receiver.micros.copy(), receiver.received.get() - before, 0)));
        if (ack.failed() > 0) {
            throw new IllegalStateException(ack.failed() + " callbacks failed at " + RATE + "/s");
        }
        var row = new Row(
                status.equals("COMPLETED"), ack,
                receiver.micros.getValueAtPercentile(50) / 1000.0, receiver.micros.getValueAtPercentile(99) / 1000.0,
                (estate.gateway().cpu() - gateway) * 1e6 / calls, (estate.redis().cpu() - redis) * 1e6 / calls);
        Bench.say("callback %-10s ack p50 %.2f p99 %.2f ms; to receiver p50 %.2f p99 %.2f ms; CPU us gateway %.0f redis %.0f",
                name, ack.p50(), ack.p99(), row.hookP50, row.hookP99, row.gatewayMicros, row.redisMicros);
        return row;
    }
}
