package io.hppgateway.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Supplier;

/** An answer that is given before its request was read: the last one of its connection, as nobody wants to read the rest. */
public final class LastAnswer {
    // Who closes at once while the other side sends makes its system throw away the answer; nginx lingers alike.
    private static final long LINGER_MS = 2000;

    private LastAnswer() {}

    /**
     * Gives an answer; when its request has more to come it says that it is the last one, and closes after it.
     *
     * @param answer writes the head and all the rest, and is done when that is
     * @return the same
     */
    public static Future<Void> unlessRead(RoutingContext ctx, Supplier<Future<Void>> answer) {
        var request = ctx.request();
        if (request.isEnded() || Bodies.isNone(request) || request.version().equals(HttpVersion.HTTP_2)) {
            return answer.get();
        }
        ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return answer.get().onComplete(answered -> linger(ctx));
    }

    private static void linger(RoutingContext ctx) {
        var request = ctx.request();
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        request.endHandler(end -> request.connection().close());
        request.resume();
        ctx.vertx().setTimer(LINGER_MS, enough -> request.connection().close());
    }
}
