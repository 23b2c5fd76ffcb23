package io.hppgateway.limit;

import io.hppgateway.klarna.Upstream;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What merchant ids have spent of what Klarna allows them, over all gateway processes; see {@link Charges} for the keys. */
public final class Budgets {
    private static final Script TAKE = Script.load("lua/gcra.lua", "lua/budget-take.lua");
    private static final Script HOLD = Script.load("lua/gcra.lua", "lua/budget-hold.lua");

    private final RedisLink redis;
    private final Charges charges;

    public Budgets(RedisLink redis, Charges charges) {
        this.redis = redis;
        this.charges = charges;
    }

    /**
     * What was granted.
     *
     * @param calls how many may go now
     * @param pause when there are none: until there may be one
     */
    record Grant(int calls, Duration pause) {}

    /** Takes one call for a tenant's create; fails with 429 when there is none. Only for a merchant id that tenants share. */
    public Future<Void> takeShared(Upstream upstream) {
        var charge = charges.klarnas(upstream, Category.HOSTED_PAGE);
        return take(upstream, Category.HOSTED_PAGE, 1, 0)
                .compose(grant -> grant.calls() > 0
                        ? Future.succeededFuture()
                        : Future.failedFuture(charge.refusal(grant.pause()).toException()));
    }

    /**
     * Takes calls; fails when Redis does.
     *
     * @param wanted at most so many
     * @param left so many must be left for others
     */
    Future<Grant> take(Upstream upstream, Category category, int wanted, int left) {
        var charge = charges.klarnas(upstream, category);
        int sharers = charges.sharers(upstream);
        var keys = new ArrayList<>(List.of(charge.key()));
        if (sharers > 1) {
            keys.add(charge.key() + ":" + upstream.owner());
        }
        var args = new Args();
        charge.addTo(args);
        args.add(wanted).add(left).add(sharers);
        return redis.run(TAKE, keys, args).map(Budgets::grant);
    }

    private static Grant grant(@Nullable Response answer) {
        var fields = Objects.requireNonNull(answer, "budget-take.lua always answers");
        return new Grant(
                fields.get(0).toInteger(), Duration.ofMillis(fields.get(1).toLong()));
    }

    /** Nothing goes for so long, because Klarna says that all is spent. */
    Future<Void> hold(Upstream upstream, Category category, Duration pause) {
        var charge = charges.klarnas(upstream, category);
        var args = new Args();
        charge.addTo(args);
        args.add(pause.toMillis());
        return redis.run(HOLD, List.of(charge.key()), args).mapEmpty();
    }
}
