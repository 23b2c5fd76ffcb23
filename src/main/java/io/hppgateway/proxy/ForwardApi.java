package io.hppgateway.proxy;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.BoundedStream;
import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.Forwarding;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaReply;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards a call to the API host of the tenant's account with that account's credentials, and the bodies while they arrive.
 * Answers Klarna's status, headers and body as they are; only {@code Location} moves to our base URL.
 */
public final class ForwardApi {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardApi.class);
    // Klarna's own limit is 1 MB (Klarna docs, Network API); a larger body would only fail there.
    private static final int BODY_LIMIT = 1 << 20;

    private final Klarna klarna;
    private final AccountMemory accounts;
    private final String publicBase;

    public ForwardApi(Klarna klarna, AccountMemory accounts, String publicBase) {
        this.klarna = klarna;
        this.accounts = accounts;
        this.publicBase = publicBase;
    }

    /** Forwards one call. */
    public void forward(RoutingContext ctx) {
        Bodies.within(ctx.request(), BODY_LIMIT)
                .compose(body -> forward(ctx, body))
                .onFailure(ctx::fail);
    }

    private Future<Void> forward(RoutingContext ctx, BoundedStream body) {
        return maker(ctx)
                .compose(known -> isDecidedByBody(ctx, known)
                        ? Bodies.gather(body).compose(whole -> forward(ctx, whole))
                        : send(ctx, choose(ctx, known, Optional.empty()), Forwarding.passed(ctx, body)));
    }

    private Future<Void> forward(RoutingContext ctx, Buffer body) {
        var account = choose(ctx, Optional.empty(), text(body, "purchase_country"));
        return send(ctx, account, Forwarding.passed(ctx, body));
    }

    /** The account that made what the path names. */
    private Future<Optional<String>> maker(RoutingContext ctx) {
        Tenant tenant = Caller.of(ctx).tenant();
        return Lineage.parent(ctx.normalizedPath())
                .map(thing -> accounts.recall(tenant, thing.kind(), thing.id()))
                .orElseGet(() -> makes(ctx).isPresent()
                        ? accounts.awake(tenant).map(Optional.empty())
                        : Future.succeededFuture(Optional.empty()));
    }

    /**
     * What the call makes that later calls name. Its answer is read here also for a tenant with one account, which has
     * nothing to remember: one that breaks off is then a 502, and not an answer that is cut.
     */
    private static Optional<Lineage> makes(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.POST) ? Lineage.ofPost(ctx.normalizedPath()) : Optional.empty();
    }

    /** Whether only the market of the purchase is left to choose by. */
    private static boolean isDecidedByBody(RoutingContext ctx, Optional<String> known) {
        return AccountMemory.isNeededBy(Caller.of(ctx).tenant())
                && known.isEmpty()
                && ctx.request().getHeader(AccountChoice.HEADER) == null;
    }

    private static Account choose(RoutingContext ctx, Optional<String> known, Optional<String> country) {
        return AccountChoice.choose(
                Caller.of(ctx).tenant(), ctx.request().getHeader(AccountChoice.HEADER), known, country);
    }

    private static Optional<String> text(Buffer body, String path) {
        try {
            return JsonSpots.find(body, Set.of(path)).text(path);
        } catch (ProblemException e) {
            return Optional.empty(); // not ours to judge: Klarna says what is wrong with it
        }
    }

    private Future<Void> send(RoutingContext ctx, Account account, KlarnaRequest request) {
        var makes = makes(ctx);
        if (makes.isPresent()) {
            request.headers().remove(HttpHeaders.ACCEPT_ENCODING); // its answer has to be read
        }
        return klarna.open(account.upstream(), request)
                .compose(reply -> makes.filter(made -> reply.isSuccess())
                        .map(made -> remember(ctx, account, made, reply))
                        .orElseGet(() -> pass(ctx, account, reply)));
    }

    private Future<Void> pass(RoutingContext ctx, Account account, KlarnaReply reply) {
        var headers =
                Forwarding.moved(reply.headers(), account.upstream().host().origin(), publicBase);
        Forwarding.answer(ctx, reply, headers);
        return Future.succeededFuture();
    }

    /** Before the caller has the answer: its next call has to go to the account that made this. */
    private Future<Void> remember(RoutingContext ctx, Account account, Lineage made, KlarnaReply reply) {
        return reply.whole()
                .compose(answer ->
                        remember(Caller.of(ctx).tenant(), account, made, answer).map(answer))
                .map(answer -> answer.moved(account.upstream().host().origin(), publicBase))
                .onSuccess(answer -> Forwarding.answer(ctx, answer))
                .mapEmpty();
    }

    private Future<Void> remember(Tenant tenant, Account account, Lineage made, KlarnaAnswer answer) {
        return made.child(answer.body())
                .map(thing -> accounts.remember(tenant, thing.kind(), thing.id(), account.id()))
                .orElseGet(Future::succeededFuture)
                .onFailure(failure -> LOG.warn("which account made something was not kept", failure))
                .otherwiseEmpty();
    }
}
