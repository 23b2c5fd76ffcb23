package io.hppgateway.session;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.AccountMemory.Kind;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import java.util.Set;

/** Remembers with which account a session's authorization was given and its order placed, for the tenant's calls that name them. */
public final class AccountTrail {
    private static final String AUTHORIZATION = "authorization_token";
    private static final String ORDER = "order_id";

    private final AccountMemory accounts;

    public AccountTrail(AccountMemory accounts) {
        this.accounts = accounts;
    }

    /**
     * Notes what a session tells, before the tenant hears of it.
     *
     * @param session as Klarna wrote it
     */
    Future<Void> follow(Tenant tenant, SessionRecord record, Buffer session) {
        if (!AccountMemory.isNeededBy(tenant)) {
            return Future.succeededFuture();
        }
        try {
            var spots = JsonSpots.find(session, Set.of(AUTHORIZATION, ORDER));
            return remember(tenant, record, Kind.AUTHORIZATION, spots.text(AUTHORIZATION))
                    .compose(noted -> remember(tenant, record, Kind.ORDER, spots.text(ORDER)));
        } catch (ProblemException e) {
            return Future.succeededFuture(); // no JSON, and so no session
        }
    }

    private Future<Void> remember(Tenant tenant, SessionRecord record, Kind kind, Optional<String> id) {
        return id.map(named -> accounts.remember(tenant, kind, named, record.account()))
                .orElseGet(Future::succeededFuture);
    }
}
