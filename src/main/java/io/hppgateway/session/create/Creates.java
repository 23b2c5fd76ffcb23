package io.hppgateway.session.create;

import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.session.CallbackLinks;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.AccountMemory.Kind;
import io.vertx.core.Future;
import java.util.Optional;

/** Klarna's own create of an HPP session, for a payment session that there is. */
public final class Creates {
    private final AccountMemory accounts;
    private final CallbackLinks links;
    private final Openings openings;
    private final HostedPages pages;

    public Creates(AccountMemory accounts, CallbackLinks links, Openings openings, HostedPages pages) {
        this.accounts = accounts;
        this.links = links;
        this.openings = openings;
        this.pages = pages;
    }

    /** Creates a session at Klarna and records it; the answer is the tenant's, whatever its status. */
    Future<KlarnaAnswer> create(CreateCall call) {
        return Future.succeededFuture(call.request().body())
                .map(CreateRequest::parse)
                .compose(request -> begin(call, request))
                .compose(this::open);
    }

    private Future<Creation> begin(CreateCall call, CreateRequest request) {
        return accounts.recall(
                        call.tenant(),
                        request.isOrder() ? Kind.ORDER : Kind.PAYMENT_SESSION,
                        request.paymentSessionId())
                .map(maker -> AccountChoice.choose(call.tenant(), call.account(), maker, Optional.empty()))
                .map(account ->
                        Opening.of(call, account, links.mint(call.tenant().id()), request.statusUpdate()))
                .map(opening -> Creation.of(call, request, opening));
    }

    /** Notes the create first: a Redis that is away stops it here, before anything was sent. */
    private Future<KlarnaAnswer> open(Creation creation) {
        return openings.open(creation.opening(), 1)
                .compose(opened -> opened.kept().map(Future::succeededFuture).orElseGet(() -> pages.make(creation)));
    }
}
