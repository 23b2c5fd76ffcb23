package io.hppgateway.session;

import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Account;
import java.util.Optional;

/** One create under way: the parts that its steps share. */
record Creation(SessionCall call, CreateRequest request, Account account, CallbackLink link) {

    PendingSession pending() {
        return new PendingSession(account.id(), request.statusUpdate(), Optional.empty());
    }

    KlarnaRequest forKlarna() {
        var original = call.request();
        return new KlarnaRequest(
                original.method(),
                original.uri(),
                original.headers(),
                request.forKlarna(account.upstream(), call.gatewayOrigins(), link.url()));
    }

    /** Klarna's answer with its API URLs moved to ours. */
    KlarnaAnswer forTenant(KlarnaAnswer answer, CreateAnswer created, String publicBase) {
        String klarna = account.upstream().origin();
        return answer.moved(klarna, publicBase).withBody(created.forTenant(klarna, publicBase));
    }
}
