package io.hppgateway.bench;

import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * A receiver of webhooks that reads from each when Klarna's callback of it was due, and notes how long ago that was. What does
 * not say so is of no callback, and does not count.
 */
final class Receiver {
    private static final String MARK = "\"bench\":\"";

    final int port = Lab.freePort();
    final AtomicLong received = new AtomicLong();
    final Histogram micros = new ConcurrentHistogram(60_000_000L, 3);

    static Receiver start(Lab lab) {
        var receiver = new Receiver();
        Wait.on(lab.vertx.createHttpServer().requestHandler(receiver::handle).listen(receiver.port, "127.0.0.1"));
        return receiver;
    }

    private void handle(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String text = body.toString();
            int mark = text.indexOf(MARK);
            if (mark >= 0) {
                int at = mark + MARK.length();
                count(Long.parseLong(text.substring(at, text.indexOf('"', at))));
            }
            request.response().setStatusCode(204).end();
        });
    }

    private void count(long due) {
        if (due > 0) {
            micros.recordValue(Math.max(0, Math.min(60_000_000L, (System.nanoTime() - due) / 1000)));
        }
        received.incrementAndGet();
    }
}
