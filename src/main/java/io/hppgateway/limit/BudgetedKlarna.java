package io.hppgateway.limit;

import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.klarna.Upstream;
import io.vertx.core.Future;

/**
 * Lets a call go when the merchant id has one left, and heeds what the answer says of the next. Creates of hosted pages are paid
 * where they are opened, in one script with all else.
 */
public final class BudgetedKlarna implements Klarna {
    private final Klarna klarna;
    private final Purses purses;
    private final Use use;

    public BudgetedKlarna(Klarna klarna, Purses purses, Use use) {
        this.klarna = klarna;
        this.purses = purses;
        this.use = use;
    }

    @Override
    public Future<KlarnaReply> open(Upstream upstream, KlarnaRequest request) {
        var category = Category.of(request);
        Future<Void> paid =
                category == Category.HOSTED_PAGE ? Future.succeededFuture() : purses.take(upstream, category, use);
        return paid.compose(go -> klarna.open(upstream, request))
                .onSuccess(reply -> purses.heed(upstream, category, reply));
    }
}
