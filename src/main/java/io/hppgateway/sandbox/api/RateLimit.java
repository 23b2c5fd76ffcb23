package io.hppgateway.sandbox.api;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Tells each merchant where it stands in its limit, and refuses nobody: a fault with status 429 does that. */
final class RateLimit implements Handler<RoutingContext> {
    // Klarna's playground: 5 requests a second for each merchant.
    private static final int PER_SECOND = 5;

    private final Clock clock;
    private final Map<String, Window> windows = new HashMap<>();

    private record Window(long second, int used) {}

    RateLimit(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        // Strangers share one window, so that the map is no larger than the list of merchants.
        var merchant = Exchange.of(ctx).knownMerchant().orElse("");
        var now = new Window(clock.instant().getEpochSecond(), 1);
        var window = windows.merge(merchant, now, RateLimit::next);
        ctx.response()
                .putHeader("x-ratelimit-limit", PER_SECOND + ", " + PER_SECOND + ";w=1")
                .putHeader("x-ratelimit-remaining", Integer.toString(Math.max(0, PER_SECOND - window.used())))
                .putHeader("x-ratelimit-reset", "1");
        ctx.next();
    }

    private static Window next(Window before, Window now) {
        return before.second() == now.second() ? new Window(now.second(), before.used() + 1) : now;
    }
}
