package io.hppgateway.session.create;

import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaRequest;
import java.util.function.UnaryOperator;

/**
 * One create under way: the parts that its steps share.
 *
 * @param forKlarna the request as Klarna gets it
 * @param shape makes the tenant's answer of Klarna's: of a success whose API URLs are ours already, or of a refusal
 */
record Creation(Opening opening, KlarnaRequest forKlarna, UnaryOperator<KlarnaAnswer> shape) {

    /** @throws io.hppgateway.http.ProblemException 400 when the payment session is at a foreign host */
    static Creation of(CreateCall call, CreateRequest request, Opening opening) {
        var original = call.request();
        var upstream = opening.account().upstream();
        var body = request.forKlarna(
                upstream, call.gatewayOrigins(), opening.link().url());
        var forKlarna = new KlarnaRequest(original.method(), original.uri(), original.headers(), body);
        return new Creation(opening, forKlarna, UnaryOperator.identity());
    }

    /** Klarna's answer with its API URLs moved to ours. */
    KlarnaAnswer forTenant(KlarnaAnswer answer, CreateAnswer created, String publicBase) {
        String klarna = opening.account().upstream().host().origin();
        var moved = answer.moved(klarna, publicBase).withBody(created.forTenant(klarna, publicBase));
        return shape.apply(moved);
    }
}
