package io.hppgateway.bench;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The create side by side: everybody passes the same request to the same upstream, the gateway does its whole job with it. */
final class Creates {
    private static final int LENGTH = 720;
    private static final int RATE = 1000;

    private final Lab lab;
    private final HttpClient http;
    private final Path body;

    Creates(Lab lab) {
        this.lab = lab;
        http = client(lab);
        body = Wrk.write(lab.raw.resolve("create.json"), body(lab.upstreamPort));
    }

    static HttpClient client(Lab lab) {
        return lab.vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(256));
    }

    /** 720 bytes, as Klarna's documentation shows a create. */
    static String body(int upstream) {
        String text = """
                {"payment_session_url":"http://127.0.0.1:%d/payments/v1/sessions/0b1d9815-165e-42e2-8867-35bc03789e00",\
                "merchant_urls":{"success":"https://shop.example/thanks?sid={{session_id}}&token={{authorization_token}}",\
                "cancel":"https://shop.example/cancel?sid={{session_id}}","back":"https://shop.example/back",\
                "failure":"https://shop.example/fail?sid={{session_id}}","error":"https://shop.example/error"},\
                "options":{"place_order_mode":"PLACE_ORDER","purchase_type":"BUY","page_title":"%s"}}""";
        return text.formatted(upstream, "x".repeat(LENGTH - text.formatted(upstream, "").length()));
    }

    /** One row of the table. Without a peer: the upstream itself. */
    record Row(String name, double startMs, double idle, Wrk.Result full, Pace.Result paced) {}

    List<Row> run() {
        var rows = new ArrayList<Row>();
        paced("upstream", lab.upstreamPort, Lab.CREDENTIAL, lab.time(3));
        rows.add(new Row("no proxy", 0, 0, null, paced("upstream", lab.upstreamPort, Lab.CREDENTIAL, lab.time(8))));
        for (Peer peer : Peer.proxies(lab)) {
            int port = Lab.freePort();
            try (Proc proc = peer.start().apply(port)) {
                double start = Peer.firstAnswer(lab, proc, port, Lab.CREDENTIAL);
                Path keys = Wrk.write(lab.raw.resolve("credential.txt"), Lab.CREDENTIAL + "\n");
                rows.add(measure(peer.name(), port, keys, Lab.CREDENTIAL, start, proc, List.of(proc)));
            }
        }
        // Several, because each may create 10,000 a second at most.
        var shops = List.of(Estate.Shop.of(1), Estate.Shop.of(2), Estate.Shop.of(3), Estate.Shop.of(4));
        try (var estate = new Estate(lab, "creates", lab.upstreamPort, shops).start()) {
            String authorization = shops.get(0).authorization();
            double start = Peer.firstAnswer(lab, estate.gateway(), estate.port, authorization);
            rows.add(measure(
                    "hpp-gateway", estate.port, estate.keys, authorization, start, estate.gateway(),
                    estate.measured()));
        }
        return rows;
    }

    private Row measure(
            String name, int port, Path keys, String authorization, double start, Proc proc, List<Proc> measured) {
        Wait.pause(lab.time(2));
        double idle = proc.rss();
        warm(name, port, keys, measured);
        var full = saturate(name, port, keys, measured, lab.time(10));
        paced(name, port, authorization, lab.time(2));
        var row = new Row(name, start, idle, full, paced(name, port, authorization, lab.time(8)));
        Bench.say("%-22s %7.0f/s  %s us  p50 %.2f ms p99 %.2f ms  rss %.0f/%.0f MiB  start %.0f ms",
                name, full.perSecond(), full.microsEach(), row.paced.p50(), row.paced.p99(), idle, full.rss(), start);
        return row;
    }

    Wrk.Result saturate(String name, int port, Path keys, List<Proc> measured, Duration time) {
        return Wrk.run(lab, name, port, body, keys, time, measured);
    }

    /** At full load until a JVM has compiled what matters, as it has a minute after any start: less than 4 % of its time. */
    long warm(String name, int port, Path keys, List<Proc> measured) {
        var proc = measured.get(0);
        long requests = 0;
        for (int round = 0; round < lab.size(10, 1); round++) {
            double cpu = proc.cpu();
            double compiling = proc.compiling();
            requests += saturate(name + "-warm", port, keys, measured, lab.time(4)).requests();
            if (proc.compiling() - compiling < 0.04 * (proc.cpu() - cpu)) {
                break;
            }
        }
        return requests;
    }

    private Pace.Result paced(String name, int port, String authorization, Duration time) {
        var content = Buffer.buffer(body(lab.upstreamPort));
        var result = Pace.run(lab.vertx, RATE, lab.time(1), time, (i, due) -> create(port, authorization, content));
        lab.keep(name + ".paced.txt", Bench.percentiles(result));
        if (result.failed() > 0) {
            throw new IllegalStateException(name + ": " + result.failed() + " creates failed at " + RATE + "/s");
        }
        return result;
    }

    private Future<?> create(int port, String authorization, Buffer content) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/hpp/v1/sessions")
                .putHeader("Authorization", authorization)
                .putHeader("Content-Type", "application/json");
        return http.request(options).compose(request -> request.send(content)).compose(answer -> {
            var end = answer.end();
            return answer.statusCode() == 201 ? end : Future.failedFuture("HTTP " + answer.statusCode());
        });
    }
}
