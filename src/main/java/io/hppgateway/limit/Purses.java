package io.hppgateway.limit;

import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.Upstream;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process' share of what merchant ids may spend: slices of the budgets in Redis. Heeds what Klarna itself says is left.
 * With Redis away calls go unchecked; Klarna checks them too.
 */
public final class Purses {
    private static final Logger LOG = LoggerFactory.getLogger(Purses.class);
    // 5,000 tenants with 3 accounts have 60,000. Emptying them costs each busy one a look into Redis.
    private static final int MOST = 200_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    // Klarna's windows are a second; whatever says more than this is not believed.
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(60);

    private final VertxInternal vertx;
    private final Budgets budgets;
    private final Charges charges;
    private final MeterRegistry registry;
    private final Map<Owner, Purse> purses = new ConcurrentHashMap<>();
    private final Map<String, Long> holds = new ConcurrentHashMap<>();

    private record Owner(String merchant, String tenant, Category category, Use use) {}

    public Purses(Vertx vertx, Budgets budgets, Charges charges, MeterRegistry registry) {
        this.vertx = (VertxInternal) vertx;
        this.budgets = budgets;
        this.charges = charges;
        this.registry = registry;
        for (var category : Category.values()) {
            for (var use : Use.values()) {
                refusals(category, use);
            }
        }
    }

    /** Takes one call; fails with {@link KlarnaException.Kind#LIMITED} when there is none. */
    Future<Void> take(Upstream upstream, Category category, Use use) {
        var charge = charges.klarnas(upstream, category);
        Long until = holds.get(charge.key());
        if (until != null && until - System.nanoTime() > 0) {
            return refuse(charge, Duration.ofNanos(until - System.nanoTime()), category, use);
        }
        return purse(upstream, category, use, charge.rate())
                .take()
                .compose(
                        grant -> grant.calls() > 0
                                ? Future.succeededFuture()
                                : refuse(charge, grant.pause(), category, use),
                        redisAway -> Future.succeededFuture());
    }

    private Purse purse(Upstream upstream, Category category, Use use, Rate rate) {
        if (purses.size() > MOST) {
            purses.clear();
            holds.clear();
        }
        var owner = new Owner(upstream.merchant(), upstream.owner(), category, use);
        return purses.computeIfAbsent(
                owner,
                made -> new Purse(
                        vertx,
                        () -> budgets.take(upstream, category, use.slice(rate), use.left(rate)),
                        use.slice(rate)));
    }

    private Future<Void> refuse(Charge charge, Duration pause, Category category, Use use) {
        refused(category, use);
        return Future.failedFuture(new KlarnaException(
                KlarnaException.Kind.LIMITED, "the budget of a merchant id is spent", charge.refusal(pause)));
    }

    /** Counts a call that did not leave because a limit is spent. */
    public void refused(Category category, Use use) {
        refusals(category, use).increment();
    }

    private Counter refusals(Category category, Use use) {
        return Counter.builder("hpp.limit.refused")
                .description("Calls to Klarna that did not leave because a limit is spent")
                .tag("category", category.wireName())
                .tag("use", use.wireName())
                .register(registry);
    }

    /** Takes note of what Klarna says is left: nothing more goes before its window is over, from no process. */
    void heed(Upstream upstream, Category category, KlarnaReply reply) {
        hold(reply.status(), reply.headers()).ifPresent(pause -> hold(upstream, category, pause));
    }

    private void hold(Upstream upstream, Category category, Duration pause) {
        String key = charges.klarnas(upstream, category).key();
        long until = System.nanoTime() + pause.toNanos();
        Long before = holds.put(key, until);
        // Every answer of a busy second says so; the others have heard it by the first one.
        if (before == null || until - before > pause.toNanos() / 2) {
            budgets.hold(upstream, category, pause)
                    .onFailure(failure -> LOG.debug("the other processes do not know of a hold", failure));
        }
    }

    /** How long Klarna wants to be left alone; empty when it says nothing of it. */
    static Optional<Duration> hold(int status, MultiMap headers) {
        boolean spent = "0".equals(headers.get("x-ratelimit-remaining"));
        if (status != 429 && !spent) {
            return Optional.empty();
        }
        var told = seconds(headers.get("Retry-After")).or(() -> seconds(headers.get("x-ratelimit-reset")));
        var pause = told.orElse(SECOND);
        return Optional.of(pause.compareTo(LONGEST_HOLD) > 0 ? LONGEST_HOLD : pause);
    }

    private static Optional<Duration> seconds(@Nullable String text) {
        return text != null && text.matches("\\d{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                : Optional.empty();
    }
}
