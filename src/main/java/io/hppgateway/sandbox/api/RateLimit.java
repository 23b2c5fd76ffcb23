package io.hppgateway.sandbox.api;

import io.hppgateway.http.RequestId;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Klarna's limit: requests a second for each merchant, creates apart from the rest (Klarna docs, "Rate limits"). So high that
 * nobody meets it, until a test says otherwise.
 */
public final class RateLimit implements Handler<RoutingContext> {
    /** What a second allows unless it is told otherwise. */
    public static final int UNSET = 100_000;

    private static final Set<String> CREATES = Set.of("/hpp/v1/sessions", "/payments/v1/sessions");

    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();
    private int perSecond = UNSET;

    private record Window(long second, int used) {}

    /** @param clock the time of day for the window of a second */
    public RateLimit(Clock clock) {
        this.clock = clock;
    }

    /** From now on a second allows so many. */
    public void set(int requests) {
        perSecond = requests;
        windows.clear();
    }

    @Override
    public void handle(RoutingContext ctx) {
        // Strangers share one window, so that the map is no larger than the list of merchants.
        var merchant = Exchange.of(ctx).knownMerchant().orElse("");
        var now = new Window(clock.instant().getEpochSecond(), 1);
        var window = windows.merge(merchant + " " + category(ctx), now, RateLimit::next);
        ctx.response()
                .putHeader("x-ratelimit-limit", perSecond + ", " + perSecond + ";w=1")
                .putHeader("x-ratelimit-remaining", Integer.toString(Math.max(0, perSecond - window.used())))
                .putHeader("x-ratelimit-reset", "1");
        if (window.used() > perSecond) {
            refuse(ctx);
        } else {
            ctx.next();
        }
    }

    private static String category(RoutingContext ctx) {
        String path = ctx.request().path();
        return ctx.request().method().name().equals("POST") && CREATES.contains(path) ? path : "other";
    }

    private static void refuse(RoutingContext ctx) {
        var body = new JsonObject()
                .put("correlation_id", RequestId.of(ctx))
                .put("error_code", "TOO_MANY_REQUESTS")
                .put("error_messages", new JsonArray().add("Too many requests."));
        Exchange.of(ctx).answer(429, body);
    }

    private static Window next(Window before, Window now) {
        return before.second() == now.second() ? new Window(now.second(), before.used() + 1) : now;
    }
}
