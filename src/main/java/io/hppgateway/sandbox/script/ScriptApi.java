package io.hppgateway.sandbox.script;

import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.api.Calls;
import io.hppgateway.sandbox.api.Exchange;
import io.hppgateway.sandbox.api.RateLimit;
import io.hppgateway.sandbox.callback.CallbackLog;
import io.hppgateway.sandbox.fault.Fault;
import io.hppgateway.sandbox.fault.Faults;
import io.hppgateway.sandbox.hosted.Outbox;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Breaks the sandbox on request, and tells what it saw and did. Open to anyone who reaches the port. */
public final class ScriptApi {
    private static final String FAULTS = "/sandbox/v1/faults";
    private static final String CALLS = "/sandbox/v1/calls";

    private final Faults faults;
    private final Calls calls;
    private final RateLimit limit;
    private final CallbackLog callbacks;
    private final Outbox outbox;

    public ScriptApi(Faults faults, Calls calls, RateLimit limit, CallbackLog callbacks, Outbox outbox) {
        this.faults = faults;
        this.calls = calls;
        this.limit = limit;
        this.callbacks = callbacks;
        this.outbox = outbox;
    }

    public void mount(Router router) {
        router.get(FAULTS).handler(ctx -> answer(ctx, new JsonObject().put("faults", faults.toJson())));
        router.post(FAULTS).handler(Exchange::read).handler(this::addFault);
        router.delete(FAULTS).handler(this::clearFaults);
        router.get(CALLS).handler(this::listCalls);
        router.delete(CALLS).handler(this::clearCalls);
        router.post("/sandbox/v1/limit").handler(Exchange::read).handler(this::setLimit);
        router.get("/sandbox/v1/callbacks")
                .handler(ctx -> answer(ctx, new JsonObject().put("callbacks", callbacks.toJson())));
        router.get("/sandbox/v1/outbox").handler(ctx -> answer(ctx, new JsonObject().put("messages", outbox.toJson())));
    }

    private void addFault(RoutingContext ctx) {
        var spec = Exchange.of(ctx).json();
        faults.add(Fault.of(spec));
        Exchange.of(ctx).answer(201, spec);
    }

    private void clearFaults(RoutingContext ctx) {
        faults.clear();
        Exchange.of(ctx).answer(204);
    }

    /** {@code {"per_second": n}}: requests that each merchant may make a second; no number lifts the limit. */
    private void setLimit(RoutingContext ctx) {
        var spec = Exchange.of(ctx).json();
        limit.set(spec.getInteger("per_second", RateLimit.UNSET));
        Exchange.of(ctx).answer(201, spec);
    }

    private void listCalls(RoutingContext ctx) {
        answer(ctx, calls.since(number(ctx.queryParams().get("since"))));
    }

    private void clearCalls(RoutingContext ctx) {
        calls.clear();
        Exchange.of(ctx).answer(204);
    }

    private static long number(String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Problem.badValue("Bad value: since (the n of the last call you have seen)")
                    .toException();
        }
    }

    private static void answer(RoutingContext ctx, JsonObject body) {
        Exchange.of(ctx).answer(200, body);
    }
}
