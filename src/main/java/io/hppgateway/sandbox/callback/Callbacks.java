package io.hppgateway.sandbox.callback;

import io.hppgateway.sandbox.fault.Fault;
import io.hppgateway.sandbox.fault.Faults;
import io.hppgateway.sandbox.state.Bounded;
import io.hppgateway.sandbox.state.StatusEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/** Delivers status changes as Klarna does: up to four calls with the same event id, then never again. */
public final class Callbacks implements Consumer<StatusEvent> {
    // Klarna: the first call and up to three retries.
    private static final int CALLS = 4;
    // A load test completes thousands of sessions at once, and a slow receiver holds each call for seconds.
    private static final PoolOptions POOL =
            new PoolOptions().setHttp1MaxSize(2_000).setMaxWaitQueueSize(100_000);

    private final Vertx vertx;
    private final WebClient client;
    private final Faults faults;
    private final CallbackLog log;
    private final Duration timeout;
    private final Duration retryDelay;
    private final Bounded<String, Runnable> held = new Bounded<>(10_000);
    private volatile boolean closed;

    private record Delivery(StatusEvent event, Buffer body) {}

    /**
     * @param timeout how long one call may take
     * @param retryDelay from a failed call to the next
     */
    public Callbacks(Vertx vertx, Faults faults, CallbackLog log, Duration timeout, Duration retryDelay) {
        this.vertx = vertx;
        this.faults = faults;
        this.log = log;
        this.timeout = timeout;
        this.retryDelay = retryDelay;
        var http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(millis(timeout)), POOL);
        this.client = WebClient.wrap(
                http, new WebClientOptions().setFollowRedirects(false).setUserAgent("klarna-sandbox-callback"));
    }

    @Override
    public void accept(StatusEvent event) {
        var fault = faults.take(Fault.Target.CALLBACK, pathOf(event.url()), "POST", event.merchant());
        if (fault.isEmpty()) {
            start(event, eventBody(event), 1);
        } else if (fault.get().drops()) {
            log.dropped(event);
        } else {
            misdeliver(event, fault.get());
        }
    }

    private void misdeliver(StatusEvent event, Fault fault) {
        var body = fault.empties() ? Buffer.buffer("{}") : eventBody(event);
        Runnable start = () -> start(event, body, 1 + fault.duplicates());
        if (fault.reorders() && !held.containsKey(event.sessionId())) {
            held.put(event.sessionId(), start);
        } else {
            after(Duration.ofMillis(fault.latencyMillis()), start);
        }
    }

    private void start(StatusEvent event, Buffer body, int copies) {
        var delivery = new Delivery(event, body);
        for (int copy = 0; copy < copies; copy++) {
            call(delivery, 1).onComplete(answered -> release(event.sessionId()));
        }
    }

    /** What was held back may go once the event that overtakes it has arrived. */
    private void release(String sessionId) {
        var overtaken = held.remove(sessionId);
        if (overtaken != null) {
            overtaken.run();
        }
    }

    private Future<HttpResponse<Buffer>> call(Delivery delivery, int attempt) {
        return Future.succeededFuture(delivery)
                .compose(this::post)
                .onSuccess(answer -> judge(delivery, attempt, answer.statusCode()))
                .onFailure(why -> noAnswer(delivery, attempt, why));
    }

    private Future<HttpResponse<Buffer>> post(Delivery delivery) {
        return client.postAbs(delivery.event().url())
                .timeout(timeout.toMillis())
                .putHeader("Content-Type", "application/json")
                .sendBuffer(delivery.body());
    }

    private void judge(Delivery delivery, int attempt, int status) {
        log.answered(delivery.event(), attempt, status);
        if (status < 200 || status > 299) {
            again(delivery, attempt);
        }
    }

    private void noAnswer(Delivery delivery, int attempt, Throwable why) {
        log.failed(delivery.event(), attempt, why);
        again(delivery, attempt);
    }

    private void again(Delivery delivery, int attempt) {
        if (attempt < CALLS) {
            after(retryDelay, () -> call(delivery, attempt + 1));
        }
    }

    private void after(Duration delay, Runnable what) {
        if (delay.toMillis() < 1) {
            what.run();
        } else {
            vertx.setTimer(delay.toMillis(), timer -> unlessClosed(what));
        }
    }

    private void unlessClosed(Runnable what) {
        if (!closed) {
            what.run();
        }
    }

    /** Makes no further call. */
    public Future<Void> close() {
        closed = true;
        client.close();
        return Future.succeededFuture();
    }

    private static Buffer eventBody(StatusEvent event) {
        return new JsonObject()
                .put("event_id", event.eventId())
                .put("session", event.session())
                .toBuffer();
    }

    private static String pathOf(String url) {
        try {
            var path = URI.create(url).getRawPath();
            return path == null ? "" : path;
        } catch (IllegalArgumentException e) {
            return ""; // not a URL a fault can name; the call itself will say what is wrong with it
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, duration.toMillis()));
    }
}
