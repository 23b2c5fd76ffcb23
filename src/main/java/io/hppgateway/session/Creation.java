package io.hppgateway.session;

import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Account;
import java.util.Optional;

/**
 * One create under way: the parts that its steps share.
 *
 * @param forKlarna the request as Klarna gets it
 */
record Creation(SessionCall call, CreateRequest request, Account account, CallbackLink link, KlarnaRequest forKlarna) {

    /** @throws io.hppgateway.http.ProblemException 400 when the payment session is at a foreign host */
    static Creation of(SessionCall call, CreateRequest request, Account account, CallbackLink link) {
        var original = call.request();
        var body = request.forKlarna(account.upstream(), call.gatewayOrigins(), link.url());
        var forKlarna = new KlarnaRequest(original.method(), original.uri(), original.headers(), body);
        return new Creation(call, request, account, link, forKlarna);
    }

    PendingSession pending() {
        return new PendingSession(account.id(), request.statusUpdate(), Optional.empty());
    }

    /** Klarna's answer with its API URLs moved to ours. */
    KlarnaAnswer forTenant(KlarnaAnswer answer, CreateAnswer created, String publicBase) {
        String klarna = account.upstream().origin();
        return answer.moved(klarna, publicBase).withBody(created.forTenant(klarna, publicBase));
    }
}
