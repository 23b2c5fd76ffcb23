package io.hppgateway.session.create;

import io.hppgateway.http.JsonMembers;
import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.klarna.HppSession;
import io.hppgateway.klarna.Klarna;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaRequest;
import io.hppgateway.session.CallbackLinks;
import io.hppgateway.tenant.AccountChoice;
import io.hppgateway.tenant.AccountMemory;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A payment session and its hosted page in one call. Answers 201 with {@code {"payment_session", "hpp_session"}}, each as Klarna
 * wrote it with its API URLs moved to ours. An answer of Klarna's that is no success is the caller's answer as it is; the header
 * {@code Hpp-Step} says to which of the two calls.
 */
public final class Checkouts {
    private static final Logger LOG = LoggerFactory.getLogger(Checkouts.class);
    private static final String STEP = "Hpp-Step";
    private static final String PAYMENT_SESSION = "payment_session";
    private static final String HPP_SESSION = "hpp_session";
    private static final String COUNTRY = "purchase_country";

    private final Klarna klarna;
    private final AccountMemory accounts;
    private final CallbackLinks links;
    private final Openings openings;
    private final HostedPages pages;

    public Checkouts(Klarna klarna, AccountMemory accounts, CallbackLinks links, Openings openings, HostedPages pages) {
        this.klarna = klarna;
        this.accounts = accounts;
        this.links = links;
        this.openings = openings;
        this.pages = pages;
    }

    private record Checkout(CreateCall call, CheckoutRequest request, Opening opening) {}

    /** Makes both sessions; with an idempotency key whose payment session is made already, only the other one. */
    Future<KlarnaAnswer> create(CreateCall call) {
        return Future.succeededFuture(call).map(this::begin).compose(this::open);
    }

    private Checkout begin(CreateCall call) {
        var body = call.request().body();
        var request = CheckoutRequest.parse(body);
        var country = JsonSpots.find(body, Set.of(COUNTRY)).text(COUNTRY);
        var account = AccountChoice.choose(call.tenant(), call.account(), Optional.empty(), country);
        // Read before anything is sent: a page that cannot be made needs no payment session.
        var page = page(request, account.upstream().host().origin(), "-");
        var link = links.mint(call.tenant().id());
        return new Checkout(call, request, Opening.of(call, account, link, page.statusUpdate()));
    }

    private static CreateRequest page(CheckoutRequest request, String origin, String paymentSession) {
        return CreateRequest.parse(request.page(origin + "/payments/v1/sessions/" + paymentSession));
    }

    private Future<KlarnaAnswer> open(Checkout checkout) {
        return openings.open(checkout.opening(), 2).compose(opened -> {
            if (opened.kept().isPresent()) {
                return Future.succeededFuture(opened.kept().get());
            }
            return opened.step().map(payment -> host(checkout, payment)).orElseGet(() -> pay(checkout));
        });
    }

    private Future<KlarnaAnswer> pay(Checkout checkout) {
        var opening = checkout.opening();
        var request =
                forKlarna(checkout, "/payments/v1/sessions", checkout.request().payment(), PAYMENT_SESSION);
        return klarna.call(opening.account().upstream(), request)
                // A payment session that nobody knows of is never paid: the same key may make another one.
                .recover(failure -> openings.released(opening, failure))
                .compose(answer -> paid(checkout, answer));
    }

    private Future<KlarnaAnswer> paid(Checkout checkout, KlarnaAnswer answer) {
        var opening = checkout.opening();
        if (answer.isSuccess()) {
            return remember(opening, answer).compose(known -> host(checkout, answer));
        }
        var refusal = marked(answer, PAYMENT_SESSION);
        return openings.refused(opening, refusal).map(refusal);
    }

    /** One of the two calls. Klarna takes the same idempotency key for one call only, so each gets a key made of it. */
    private static KlarnaRequest forKlarna(Checkout checkout, String path, Buffer body, String step) {
        var headers = MultiMap.caseInsensitiveMultiMap()
                .addAll(checkout.call().request().headers())
                .remove(Claim.OURS)
                .remove(Claim.KLARNAS);
        checkout.opening().claim().ifPresent(claim -> headers.set(Claim.KLARNAS, claim.keyFor(step)));
        return new KlarnaRequest(HttpMethod.POST, path, headers, body);
    }

    /** What follows goes to the same account; and the same key goes on from here. */
    private Future<Void> remember(Opening opening, KlarnaAnswer payment) {
        return accounts.remember(
                        opening.tenant(),
                        AccountMemory.Kind.PAYMENT_SESSION,
                        paymentSession(payment),
                        opening.account().id())
                .onFailure(failure -> LOG.warn("the account of a payment session was not kept", failure))
                .otherwiseEmpty()
                .compose(kept -> openings.step(opening, payment));
    }

    private static String paymentSession(KlarnaAnswer payment) {
        try {
            return JsonSpots.find(payment.body(), Set.of("session_id"))
                    .text("session_id")
                    .filter(HppSession::isId)
                    .orElse("");
        } catch (ProblemException e) {
            return "";
        }
    }

    private Future<KlarnaAnswer> host(Checkout checkout, KlarnaAnswer payment) {
        var opening = checkout.opening();
        String session = paymentSession(payment);
        if (session.isEmpty()) {
            return openings.failed(
                    opening, KlarnaException.unusable("answered a payment session without a session_id"));
        }
        String origin = opening.account().upstream().host().origin();
        var body = page(checkout.request(), origin, session)
                .forKlarna(
                        opening.account().upstream(), Set.of(), opening.link().url());
        var request = forKlarna(checkout, "/hpp/v1/sessions", body, HPP_SESSION);
        return pages.make(new Creation(
                opening, request, answer -> answer.isSuccess() ? both(payment, answer) : marked(answer, HPP_SESSION)));
    }

    private static KlarnaAnswer both(KlarnaAnswer payment, KlarnaAnswer page) {
        var members = new LinkedHashMap<String, Buffer>();
        members.put(PAYMENT_SESSION, payment.body());
        members.put(HPP_SESSION, page.body());
        return page.withBody(JsonMembers.join(members));
    }

    private static KlarnaAnswer marked(KlarnaAnswer answer, String step) {
        var headers =
                MultiMap.caseInsensitiveMultiMap().addAll(answer.headers()).set(STEP, step);
        return new KlarnaAnswer(answer.status(), headers, answer.body());
    }
}
