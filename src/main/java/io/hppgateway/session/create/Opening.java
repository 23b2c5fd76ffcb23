package io.hppgateway.session.create;

import io.hppgateway.session.CallbackLink;
import io.hppgateway.session.PendingKey;
import io.hppgateway.session.PendingSession;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.Tenant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A create before anything is sent.
 *
 * @param claim when the tenant gave an idempotency key
 * @param statusUpdate the tenant's own callback URL
 * @param made is told the id of the session once there is one
 */
record Opening(
        Tenant tenant,
        Account account,
        CallbackLink link,
        Optional<Claim> claim,
        Optional<String> statusUpdate,
        Consumer<String> made) {

    /** One with a link of its own. */
    static Opening of(CreateCall call, Account account, CallbackLink link, Optional<String> statusUpdate) {
        var claim = Claim.of(call.tenant().id(), account.id(), call.request());
        return new Opening(call.tenant(), account, link, claim, statusUpdate, call.made());
    }

    PendingKey key() {
        return new PendingKey(tenant.id(), link.nonce());
    }

    PendingSession pending() {
        return new PendingSession(account.id(), statusUpdate, Optional.empty());
    }
}
