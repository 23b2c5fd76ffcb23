package io.hppgateway.sandbox.api;

import io.hppgateway.sandbox.state.Iso;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the API received, in order, credentials included: tests must see which ones a gateway presents. */
public final class Calls implements Handler<RoutingContext> {
    private static final int LIMIT = 10_000;

    private final Clock clock;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private long last;

    private record Call(long n, JsonObject seen, Buffer body) {
        JsonObject toJson() {
            var json = seen.copy();
            return body.length() == 0 ? json.putNull("body") : json.put("body", jsonOrText(body));
        }
    }

    /** @param clock the time of day for {@code at} */
    public Calls(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (calls.size() == LIMIT) {
            calls.removeFirst();
        }
        var call = new Call(++last, describe(ctx), Exchange.of(ctx).body());
        calls.addLast(call);
        ctx.addHeadersEndHandler(
                sent -> call.seen().put("status", ctx.response().getStatusCode()));
        ctx.next();
    }

    public void clear() {
        calls.clear();
    }

    /**
     * Calls after a number, oldest first: {@code {"calls": [{n, at, method, path, query, merchant, username, password,
     * authorization, headers, status, body}], "last": n}}; {@code status} is null for a call never answered.
     */
    public JsonObject since(long n) {
        var found = new JsonArray();
        calls.stream().filter(call -> call.n() > n).map(Call::toJson).forEach(found::add);
        return new JsonObject().put("calls", found).put("last", last);
    }

    private JsonObject describe(RoutingContext ctx) {
        var request = ctx.request();
        @Nullable String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        var credentials = Credentials.of(authorization);
        return new JsonObject()
                .put("n", last)
                .put("at", Iso.text(clock.instant()))
                .put("method", request.method().name())
                .put("path", request.path())
                .put("query", request.query())
                .put("merchant", Exchange.of(ctx).knownMerchant().orElse(null))
                .put("username", credentials.username().orElse(null))
                .put("password", credentials.password().orElse(null))
                .put("authorization", authorization)
                .put("headers", headers(ctx))
                .putNull("status");
    }

    private static JsonObject headers(RoutingContext ctx) {
        var headers = new JsonObject();
        ctx.request().headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.remove("authorization");
        return headers;
    }

    private static Object jsonOrText(Buffer body) {
        try {
            return Json.decodeValue(body);
        } catch (DecodeException e) {
            return body.toString();
        }
    }
}
