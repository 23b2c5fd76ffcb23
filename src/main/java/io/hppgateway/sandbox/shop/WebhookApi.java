package io.hppgateway.sandbox.shop;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.Problem;
import io.hppgateway.sandbox.shop.Inbox.Received;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Where the gateway's webhooks arrive, the list of them, and a knob that makes this receiver fail on purpose. */
final class WebhookApi {
    /** The gateway never sends more. */
    private static final int MAX_BODY = 64 * 1024;

    private static final int NO_CONTENT = 204;

    /** Status and delay of the next {@code times} answers. */
    private record Behaviour(int status, int times, long latencyMs) {
        static final Behaviour NORMAL = new Behaviour(NO_CONTENT, Integer.MAX_VALUE, 0);

        static Behaviour of(Buffer body) {
            try {
                var json = new JsonObject(body);
                var wanted = new Behaviour(
                        json.getInteger("status", NO_CONTENT),
                        json.getInteger("times", Integer.MAX_VALUE),
                        json.getLong("latency_ms", 0L));
                if (wanted.isPossible()) {
                    return wanted;
                }
            } catch (DecodeException | ClassCastException e) {
                // answered below, like a value out of range
            }
            throw Problem.badValue(
                            "Send {\"status\": 200-599, \"times\": 1 or more, \"latency_ms\": 0-60000}, each optional.")
                    .toException();
        }

        private boolean isPossible() {
            return status >= 200 && status <= 599 && times >= 1 && latencyMs >= 0 && latencyMs <= 60_000;
        }

        Behaviour next() {
            if (times == Integer.MAX_VALUE) {
                return this; // until it is reset
            }
            return times == 1 ? NORMAL : new Behaviour(status, times - 1, latencyMs);
        }
    }

    private final Vertx vertx;
    private final Inbox inbox;
    private final Consumer<Received> news;
    private Behaviour behaviour = Behaviour.NORMAL;

    /** @param news gets each verified webhook once */
    WebhookApi(Vertx vertx, Inbox inbox, Consumer<Received> news) {
        this.vertx = vertx;
        this.inbox = inbox;
        this.news = news;
    }

    void mount(Router router) {
        router.post("/webhooks/:tenant").handler(this::receive);
        router.get("/received").handler(this::list);
        router.post("/webhooks-behaviour").handler(this::behave);
        router.delete("/webhooks-behaviour").handler(this::behaveNormally);
    }

    private void receive(RoutingContext ctx) {
        var tenant = ctx.pathParam("tenant");
        if (!inbox.knows(tenant)) {
            ctx.fail(Problem.notFound("No shop of this name is here.").toException());
            return;
        }
        Bodies.read(ctx.request(), MAX_BODY)
                .onSuccess(body -> judge(ctx, tenant, body))
                .onFailure(ctx::fail);
    }

    private void judge(RoutingContext ctx, String tenant, Buffer body) {
        var current = behaviour;
        behaviour = current.next();
        if (current.latencyMs == 0) {
            answer(ctx, tenant, body, current.status);
        } else {
            vertx.setTimer(current.latencyMs, due -> answer(ctx, tenant, body, current.status));
        }
    }

    private void answer(RoutingContext ctx, String tenant, Buffer body, int success) {
        var received = inbox.receive(tenant, ctx.request().headers(), body, success);
        if (received.counts()) {
            news.accept(received);
        }
        if (received.fault() != null) {
            ctx.fail(Problem.of(400, "BAD_SIGNATURE", received.fault()).toException());
        } else {
            ctx.response().setStatusCode(received.answered()).end();
        }
    }

    private void behave(RoutingContext ctx) {
        Bodies.read(ctx.request(), MAX_BODY)
                .map(Behaviour::of)
                .onSuccess(wanted -> {
                    behaviour = wanted;
                    ctx.response().setStatusCode(NO_CONTENT).end();
                })
                .onFailure(ctx::fail);
    }

    private void behaveNormally(RoutingContext ctx) {
        behaviour = Behaviour.NORMAL;
        ctx.response().setStatusCode(NO_CONTENT).end();
    }

    private void list(RoutingContext ctx) {
        var list = new JsonArray();
        inbox.all().filter(wanted(ctx)).map(WebhookApi::toJson).forEach(list::add);
        ctx.response().putHeader("Cache-Control", "no-store");
        ctx.json(list);
    }

    private static Predicate<Received> wanted(RoutingContext ctx) {
        var tenant = ctx.request().getParam("tenant");
        var session = ctx.request().getParam("session");
        long after = number(ctx.request().getParam("after", "0"));
        return received -> received.n() > after
                && (tenant == null || tenant.equals(received.tenant()))
                && (session == null || session.equals(received.sessionId()));
    }

    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.badValue("after is the n of an entry of this list.").toException();
        }
    }

    private static JsonObject toJson(Received received) {
        return new JsonObject()
                .put("n", received.n())
                .put("tenant", received.tenant())
                .put("webhook_id", received.envelope().id())
                .put("attempt", received.envelope().attempt())
                .put("type", received.event().type())
                .put("sequence", received.sequence())
                .put("source", received.event().source())
                .put("verified", received.event().verified())
                .put("session_id", received.sessionId())
                .put("status", received.status())
                .put("verified_signature", received.fault() == null)
                .put("fault", received.fault())
                .put("duplicate", received.duplicate())
                .put("answered", received.answered())
                .put("at", received.at().toString());
    }
}
