package io.hppgateway.admin.events;

import io.hppgateway.history.LiveNews;
import io.hppgateway.journal.EventBody;
import io.hppgateway.journal.EventLog;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One open stream. All it sends it reads from the feed, one page after the other; news only tell it to read on. So what was
 * there before and what comes now pass through the same hands, and nothing is missed or doubled between them. It reads no
 * further than its reader takes: nothing is kept for a slow one.
 */
final class EventStream {
    private static final int PAGE = 50;

    /** Between two reads that are not of one go: with all its streams a tenant gets no more than a tenth of Redis' time. */
    private static final long PAUSE_MS = 20;

    private final Vertx vertx;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final EventLog log;
    private final Wish wish;
    private final LiveSettings settings;
    private final List<Runnable> atEnd = new ArrayList<>();
    private final long opened = System.nanoTime();
    private String cursor = EventLog.START;
    private long wrote = System.nanoTime();
    private long read = System.nanoTime() - PAUSE_MS * 1_000_000;
    private boolean reading;
    private boolean planned;
    private boolean again;
    private boolean stalled;
    private boolean ended;
    private Runnable cutOff = () -> {};

    /** Whose events, and which. */
    record Wish(String tenant, EventLog.Filter filter) {}

    EventStream(Vertx vertx, RoutingContext ctx, EventLog log, Wish wish, LiveSettings settings) {
        this.vertx = vertx;
        this.ctx = ctx;
        this.response = ctx.response();
        this.log = log;
        this.wish = wish;
        this.settings = settings;
        ctx.addEndHandler(over -> stop());
    }

    /** Told when its reader takes nothing for so long that it is cut off. */
    void onCut(Runnable step) {
        cutOff = step;
    }

    void onEnd(Runnable step) {
        atEnd.add(step);
    }

    void start(String from, LiveNews news) {
        if (ended) {
            return;
        }
        cursor = from;
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream;charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Accel-Buffering", "no");
        write(Buffer.buffer("retry: 2000\n")); // ms until a client that was cut off comes back
        beat(); // brings the head to the client, and a place to resume from
        var listening = news.listen(wish.tenant(), event -> pump());
        atEnd.add(listening::end);
        long look = Math.min(settings.look().toMillis(), settings.heartbeat().toMillis());
        long timer = vertx.setPeriodic(1 + ThreadLocalRandom.current().nextLong(look), look, tick -> tick());
        atEnd.add(() -> vertx.cancelTimer(timer));
        pump();
    }

    private void tick() {
        if (stalled && isOlder(wrote, settings.stall())) {
            cut();
        } else if (isOlder(opened, settings.lifetime())) {
            end();
        } else {
            // The heartbeat comes a look early rather than late.
            if (!stalled && isOlder(wrote, settings.heartbeat().minus(settings.look()))) {
                beat();
            }
            pump();
        }
    }

    private static boolean isOlder(long moment, Duration age) {
        return System.nanoTime() - moment > age.toNanos();
    }

    private void pump() {
        if (ended || reading || stalled) {
            again = true;
            return;
        }
        again = false;
        long wait = PAUSE_MS - (System.nanoTime() - read) / 1_000_000;
        if (wait <= 0) {
            read();
        } else if (!planned) {
            planned = true;
            vertx.setTimer(wait, due -> {
                planned = false;
                pump();
            });
        }
    }

    private void read() {
        reading = true;
        read = System.nanoTime();
        log.after(wish.tenant(), cursor, PAGE, wish.filter())
                .onSuccess(this::send)
                .onFailure(lost -> reading = false); // the next look tries again
    }

    private void send(EventLog.Page page) {
        reading = false;
        for (var entry : page.entries()) {
            if (ended || isFull()) {
                return; // what is left is read again
            }
            write(message(entry));
            cursor = entry.cursor();
        }
        cursor = page.next();
        if (ended || isFull()) {
            return;
        }
        if (page.more()) {
            read();
        } else if (again) {
            pump();
        }
    }

    private boolean isFull() {
        if (!stalled && response.writeQueueFull()) {
            stalled = true;
            response.drainHandler(room -> {
                stalled = false;
                pump();
            });
        }
        return stalled;
    }

    private static Buffer message(EventLog.Entry entry) {
        var message = Buffer.buffer(
                "id: " + entry.cursor() + "\nevent: " + entry.event().type().replaceAll("[\r\n]", "") + "\ndata: ");
        byte[] json = EventBody.listed(entry.event()).getBytes();
        for (int i = 0; i < json.length; i++) {
            // Outside of strings they are white space, and inside JSON has them escaped; here they would end the line.
            if (json[i] == '\n' || json[i] == '\r') {
                json[i] = ' ';
            }
        }
        return message.appendBytes(json).appendString("\n\n");
    }

    /** An id without data is no event, but the place to resume from, also when nothing was wanted for long. */
    private void beat() {
        write(Buffer.buffer("id: " + cursor + "\n\n"));
    }

    private void write(Buffer message) {
        wrote = System.nanoTime();
        response.write(message).onFailure(gone -> stop());
    }

    /** Ends it in good order. */
    void end() {
        if (!ended) {
            stop();
            if (response.headWritten()) {
                response.end();
            } else {
                ctx.fail(Waiting.stopping());
            }
        }
    }

    private void cut() {
        stop();
        cutOff.run();
        if (ctx.request().version() == HttpVersion.HTTP_2) {
            response.reset();
        } else {
            ctx.request().connection().close();
        }
    }

    private void stop() {
        ended = true;
        atEnd.forEach(Runnable::run);
        atEnd.clear();
    }
}
