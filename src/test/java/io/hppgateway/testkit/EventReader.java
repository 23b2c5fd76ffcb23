package io.hppgateway.testkit;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads Server-Sent Events as a browser does (HTML standard, "Interpreting an event stream"). */
public final class EventReader implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Sent> events = new CopyOnWriteArrayList<>();
    private final InputStream body;
    private final BufferedReader lines;
    private final Consumer<Sent> each;
    private volatile String lastId = "";
    private final AtomicInteger beats = new AtomicInteger();
    private volatile boolean over;

    /** One event. */
    public record Sent(String id, String type, JsonObject data) {}

    private EventReader(InputStream body, Consumer<Sent> each) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        this.each = each;
    }

    /** Opens a stream and reads it on a thread of its own; each event is also told. */
    public static EventReader open(HttpRequest request, Consumer<Sent> each) {
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofInputStream());
            if (answer.statusCode() != 200) {
                throw new AssertionError(
                        answer.statusCode() + " " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
            }
            var reader = new EventReader(answer.body(), each);
            new Thread(reader::run, "event-reader").start();
            return reader;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a stream. */
    public static EventReader open(HttpRequest request) {
        return open(request, event -> {});
    }

    private void run() {
        String type = "";
        var data = new StringBuilder();
        try {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    lastId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else if (line.isEmpty() && data.isEmpty()) {
                    beats.incrementAndGet();
                } else if (line.isEmpty()) {
                    dispatch(new Sent(lastId, type, new JsonObject(data.toString())));
                    data.setLength(0);
                }
            }
        } catch (IOException e) {
            // Cut off; what came before counts.
        }
        over = true;
    }

    private void dispatch(Sent event) {
        events.add(event);
        each.accept(event);
    }

    /** What came so far: a copy, because more may come while it is looked at. */
    public List<Sent> events() {
        return List.copyOf(events);
    }

    /** Where to resume. */
    public String lastId() {
        return lastId;
    }

    /** Ids that came without an event. */
    public int beats() {
        return beats.get();
    }

    /** Whether the other side has ended it. */
    public boolean isOver() {
        return over;
    }

    @Override
    public void close() {
        leave();
    }

    /** Goes away in the middle of it. */
    public void leave() {
        try {
            body.close(); // not the reader: its lock is held by who reads
        } catch (IOException e) {
            // It is closed then.
        }
    }
}
