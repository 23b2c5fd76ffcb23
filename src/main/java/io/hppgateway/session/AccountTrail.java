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
     * @param verified whether she did; else it may be forged, and moves nothing to another account
     */
    Future<Void> follow(Tenant tenant, SessionRecord record, Buffer session, boolean verified) {
        if (!AccountMemory.isNeededBy(tenant)) {
            return Future.succeededFuture();
        }
        try {
            var spots = JsonSpots.find(session, Set.of(AUTHORIZATION, ORDER));
            return note(tenant, record, Kind.AUTHORIZATION, spots.text(AUTHORIZATION), verified)
                    .compose(noted -> note(tenant, record, Kind.ORDER, spots.text(ORDER), verified));
        } catch (ProblemException e) {
            return Future.succeededFuture(); // no JSON, and so no session
        }
    }

    private Future<Void> note(Tenant tenant, SessionRecord record, Kind kind, Optional<String> id, boolean verified) {
        return id.map(named -> verified
                        ? accounts.remember(tenant, kind, named, record.account())
                        : accounts.suppose(tenant, kind, named, record.account()))
                .orElseGet(Future::succeededFuture);
    }
}
