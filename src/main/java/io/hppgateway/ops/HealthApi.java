package io.hppgateway.ops;

import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /health/live}: every event loop turns. {@code /health/ready}: Redis answers a script to every event loop, what is
 * required holds, no shutdown under way. {@code /health/started}: the ports are open. 200 or 503, with each part's state.
 */
public final class HealthApi {
    // So that the answer says what is missing before the check says that it took too long.
    private static final Duration MARGIN = Duration.ofMillis(500);

    private final HealthChecks live;
    private final HealthChecks ready;
    private final HealthChecks started;
    private final AtomicBoolean isStarted = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();

    /** @param patience for an answer of Redis */
    public HealthApi(Vertx vertx, RedisLink redis, Duration patience, LoopTicks loops) {
        live = HealthChecks.create(vertx).register("event-loops", promise -> promise.complete(loops.status()));
        ready = HealthChecks.create(vertx)
                .register(
                        "redis",
                        patience.plus(MARGIN).toMillis(),
                        promise -> script(redis, patience).onComplete(promise))
                // Also before the public port is open: the management port is open first.
                .register("ports", promise -> promise.complete(status(isStarted.get())))
                .register("draining", promise -> promise.complete(status(!draining.get())));
        started = HealthChecks.create(vertx).register("ports", promise -> promise.complete(status(isStarted.get())));
    }

    private static Status status(boolean ok) {
        return ok ? Status.OK() : Status.KO();
    }

    /**
     * From every event loop, as requests come to each. Of several masters one is enough: those who need another one get 503,
     * and everybody else is served.
     */
    private static Future<Status> script(RedisLink redis, Duration patience) {
        return redis.askMastersFromEachLoop(
                        key -> Request.cmd(Command.EVAL).arg("return 1").arg(1).arg(key))
                .map(loops -> loops.stream()
                        .filter(told -> told.stream()
                                .noneMatch(master -> master.answer().succeeded()))
                        .findFirst()
                        .map(HealthApi::silent)
                        .orElseGet(Status::OK))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .otherwise(silent(List.of()));
    }

    /** No master answered; the first one's reason is told, such as a right that its user lacks. */
    private static Status silent(List<RedisLink.Told> told) {
        String why = told.isEmpty() ? "" : ": " + told.get(0).answer().cause().getMessage();
        return Status.KO(new JsonObject().put("cause", "Redis answers no script" + why));
    }

    /** Not ready until this holds. */
    public void require(String what, BooleanSupplier holds) {
        ready.register(what, promise -> promise.complete(status(holds.getAsBoolean())));
    }

    /** Not ready while there is a fault; the answer tells it. */
    public void requireNone(String what, Supplier<Optional<String>> fault) {
        ready.register(
                what,
                promise -> promise.complete(fault.get()
                        .map(cause -> Status.KO(new JsonObject().put("cause", cause)))
                        .orElseGet(Status::OK)));
    }

    /** The ports are open. */
    public void markStarted() {
        isStarted.set(true);
    }

    /** A shutdown began: no new work, please. */
    public void markDraining() {
        draining.set(true);
    }

    /** {@code GET /health/live}. */
    public void live(RoutingContext ctx) {
        answer(ctx, live);
    }

    /** {@code GET /health/ready}. */
    public void ready(RoutingContext ctx) {
        answer(ctx, ready);
    }

    /** {@code GET /health/started}. */
    public void started(RoutingContext ctx) {
        answer(ctx, started);
    }

    private static void answer(RoutingContext ctx, HealthChecks checks) {
        checks.checkStatus()
                .onSuccess(result -> ctx.response()
                        .setStatusCode(result.getUp() ? 200 : 503)
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(result.toJson().toBuffer()))
                .onFailure(ctx::fail);
    }
}
