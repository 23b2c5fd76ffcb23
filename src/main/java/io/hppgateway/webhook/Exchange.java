package io.hppgateway.webhook;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request and its answer, cut off when they take too long or too much. */
final class Exchange {
    /** More than any honest acknowledgement; it only has to be read so that the connection can be used again. */
    private static final int READ_LIMIT = 64 * 1024;

    /** What people see of a failure. */
    private static final int KEPT = 1024;

    /** A message of a library may quote whole addresses or records. */
    private static final int ERROR_LIMIT = 200;

    private final Vertx vertx;
    private final Promise<Reply> reply;
    private final Duration timeout;
    private final long started = System.nanoTime();
    private final long timer;
    private final Buffer kept = Buffer.buffer();
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private int read;
    private boolean over;

    Exchange(Vertx vertx, Promise<Reply> reply, Duration timeout) {
        this.vertx = vertx;
        this.reply = reply;
        this.timeout = timeout;
        this.timer = vertx.setTimer(Math.max(1, timeout.toMillis()), late -> timedOut());
    }

    void send(HttpClientRequest made, Buffer body) {
        if (over) {
            made.exceptionHandler(expected -> {});
            made.reset(); // it waited for a connection longer than it may take altogether
            return;
        }
        request = made;
        made.exceptionHandler(this::fail);
        made.response().onSuccess(this::answered).onFailure(this::fail);
        made.send(body).onFailure(this::fail);
    }

    private void answered(HttpClientResponse answer) {
        response = answer;
        answer.exceptionHandler(this::fail);
        if (answer.statusCode() / 100 == 2) {
            // The receiver has it. What else it says is read only to free the connection.
            reply.tryComplete(new Reply(true, answer.statusCode(), elapsed(), "", Buffer.buffer(), Optional.empty()));
        }
        answer.handler(this::keep);
        answer.endHandler(end -> finish(""));
    }

    private void keep(Buffer chunk) {
        read += chunk.length();
        int room = KEPT - kept.length();
        if (room > 0) {
            kept.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
        }
        if (read > READ_LIMIT) {
            finish(" and an answer of more than " + READ_LIMIT + " bytes");
            abort();
        }
    }

    private void timedOut() {
        HttpClientResponse answer = response;
        String late = "no answer within " + timeout.toMillis() + " ms";
        if (answer == null) {
            fail(late);
        } else {
            finish(" and no end within " + timeout.toMillis() + " ms");
        }
        abort();
    }

    private void abort() {
        HttpClientRequest made = request;
        if (made != null) {
            made.reset();
        }
    }

    private void finish(String remark) {
        HttpClientResponse answer = response;
        if (end() && answer != null) {
            String location = answer.getHeader(HttpHeaders.LOCATION);
            boolean redirect = answer.statusCode() / 100 == 3 && location != null;
            String error = "HTTP " + answer.statusCode()
                    + (redirect ? " to " + shorten(location) + "; redirects are not followed" : "") + remark;
            var after = RetryAfter.parse(answer.getHeader(HttpHeaders.RETRY_AFTER), Instant.now());
            reply.tryComplete(new Reply(true, answer.statusCode(), elapsed(), error, kept, after));
        }
    }

    void fail(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException) {
            end();
            reply.tryComplete(Reply.notSent("too many deliveries wait for a connection to this host"));
        } else if (response != null && response.statusCode() != 0) {
            finish(" and the connection broke");
        } else {
            fail(reason(failure));
        }
    }

    /** Without the address: which one a name has inside is nobody's business. */
    private static String reason(Throwable failure) {
        if (failure instanceof ConnectException) {
            boolean late = failure instanceof ConnectTimeoutException;
            return late ? "the host does not take connections in time" : "the host refuses the connection";
        }
        return shorten(failure.getMessage());
    }

    /** Nothing was sent: the URL may not be called, or its host is not known. */
    void refuse(String why) {
        fail(why);
    }

    private void fail(String error) {
        end();
        reply.tryComplete(Reply.noAnswer(elapsed(), error));
    }

    /** Whether this call ended it. */
    private boolean end() {
        boolean first = !over;
        over = true;
        vertx.cancelTimer(timer);
        return first;
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static String shorten(@Nullable String text) {
        String whole = String.valueOf(text);
        return whole.length() <= ERROR_LIMIT ? whole : whole.substring(0, ERROR_LIMIT) + "…";
    }
}
