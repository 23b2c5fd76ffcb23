package io.hppgateway.limit;

import io.hppgateway.klarna.Upstream;
import io.hppgateway.redis.Namespace;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.Tenant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Who pays what, and where it stands. Klarna's limits are per merchant id and host. Mostly a merchant id is one tenant's: then
 * its budget for creates stands in that tenant's slot, where the script that opens a create pays it. One that several tenants
 * share cannot stand in the slots of all of them and has a slot of its own; so have the budgets for everything else.
 *
 * <pre>
 * key                                     type    TTL             holds
 * …:rate:&lt;tenant&gt;                    string  until it is paid + 1 min ms up to which the tenant's creates are paid
 * …:budget:&lt;merchant&gt;:&lt;category&gt;     string  the same        the same for what Klarna allows a merchant id
 * …:budget:&lt;merchant&gt;:&lt;category&gt;:&lt;tenant&gt;  string  the same   a tenant's part of a shared one
 * </pre>
 */
public final class Charges {
    private final LimitSettings settings;
    private final Namespace names;
    private final ToIntFunction<String> sharers;

    /** @param sharers how many tenants have accounts with a merchant id */
    public Charges(LimitSettings settings, Namespace names, ToIntFunction<String> sharers) {
        this.settings = settings;
        this.names = names;
        this.sharers = sharers;
    }

    /** What a create pays in the tenant's slot. */
    public List<Charge> ofCreate(Tenant tenant, Account account) {
        var limits = tenant.limits().orElse(settings.tenant());
        var all = new ArrayList<Charge>();
        all.add(new Charge(
                names.of(tenant.id()) + "rate:" + tenant.id(),
                new Rate(limits.createsPerSecond(), limits.burst()),
                "This tenant"));
        if (!isShared(account.upstream())) {
            all.add(klarnas(account.upstream(), Category.HOSTED_PAGE));
        }
        return List.copyOf(all);
    }

    /** Whether other tenants use this merchant id too. */
    public boolean isShared(Upstream upstream) {
        return sharers(upstream) > 1;
    }

    int sharers(Upstream upstream) {
        return Math.max(1, sharers.applyAsInt(upstream.merchant()));
    }

    /** What Klarna allows this merchant id. */
    Charge klarnas(Upstream upstream, Category category) {
        boolean own = category == Category.HOSTED_PAGE && !isShared(upstream);
        String slot = names.of(own ? upstream.owner() : upstream.merchant());
        String key = slot + "budget:" + upstream.merchant() + ":" + category.wireName();
        return new Charge(key, settings.klarnas(upstream, category), "This account's merchant id");
    }
}
