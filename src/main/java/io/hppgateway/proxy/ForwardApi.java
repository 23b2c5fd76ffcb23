package io.hppgateway.proxy;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.Forwarding;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.tenant.Account;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.AccountMemory;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards a call to the API host of the tenant's account with that account's credentials. Answers Klarna's status, headers
 * and body as they are; only {@code Location} moves to our base URL.
 */
public final class ForwardApi {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardApi.class);
    // Klarna's own limit is 1 MB (Klarna docs, Network API); a larger body would only fail there.
    private static final int BODY_LIMIT = 1 << 20;
    private static final Pattern MADE_BEFORE =
            Pattern.compile("/(?:payments/v1/sessions|checkout/v3/orders)/([^/]{1,128})(?:/.*)?");
    private static final Set<String> MAKERS = Set.of("/payments/v1/sessions", "/checkout/v3/orders");

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
        Bodies.read(ctx.request(), BODY_LIMIT)
                .compose(body -> choose(ctx, body).compose(account -> call(ctx, account, body)))
                .onSuccess(answer -> Forwarding.answer(ctx, answer))
                .onFailure(ctx::fail);
    }

    private Future<Account> choose(RoutingContext ctx, Buffer body) {
        Tenant tenant = Caller.of(ctx).tenant();
        return maker(tenant, ctx.normalizedPath())
                .map(known -> AccountChoice.choose(
                        tenant, ctx.request().getHeader(AccountChoice.HEADER), known, country(tenant, body)));
    }

    private Future<Optional<String>> maker(Tenant tenant, String path) {
        var made = MADE_BEFORE.matcher(path);
        if (made.matches()) {
            return accounts.recall(tenant, made.group(1));
        }
        Future<Void> ready = MAKERS.contains(path) ? accounts.awake(tenant) : Future.succeededFuture();
        return ready.map(Optional.empty());
    }

    /** The market of the purchase; only a tenant with several accounts has a choice to make by it. */
    private static Optional<String> country(Tenant tenant, Buffer body) {
        return tenant.accounts().size() == 1 ? Optional.empty() : text(body, "purchase_country");
    }

    private static Optional<String> text(Buffer body, String path) {
        try {
            return JsonSpots.find(body, Set.of(path)).text(path);
        } catch (ProblemException e) {
            return Optional.empty(); // not ours to judge: Klarna says what is wrong with it
        }
    }

    private Future<KlarnaAnswer> call(RoutingContext ctx, Account account, Buffer body) {
        return klarna.call(account.upstream(), Forwarding.request(ctx, body))
                .compose(answer -> remember(ctx, account, answer).map(answer))
                .map(answer -> answer.moved(account.upstream().origin(), publicBase));
    }

    /** Before the caller has the answer: its next call has to go to the account that made the session or order. */
    private Future<Void> remember(RoutingContext ctx, Account account, KlarnaAnswer answer) {
        if (!answer.isSuccess() || !MAKERS.contains(ctx.normalizedPath())) {
            return Future.succeededFuture();
        }
        Tenant tenant = Caller.of(ctx).tenant();
        return text(answer.body(), "session_id")
                .or(() -> text(answer.body(), "order_id"))
                .map(id -> accounts.remember(tenant, id, account))
                .orElseGet(Future::succeededFuture)
                .onFailure(failure -> LOG.warn("the account of a payment session was not kept", failure))
                .otherwiseEmpty();
    }
}
