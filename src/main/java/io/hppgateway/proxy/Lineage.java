package io.hppgateway.proxy;

import io.hppgateway.http.JsonSpots;
import io.hppgateway.http.ProblemException;
import io.hppgateway.tenant.AccountMemory.Kind;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What of Klarna's was made by what: a path names something that an earlier call made, and a call makes something that later paths name. */
enum Lineage {
    PAYMENT_SESSION("/payments/v1/sessions", "session_id", Kind.PAYMENT_SESSION),
    CHECKOUT_ORDER("/checkout/v3/orders", "order_id", Kind.ORDER),
    /** With the authorization token in the path. */
    AUTHORIZED_ORDER("/payments/v1/authorizations/[^/]+/order", "order_id", Kind.ORDER),
    CUSTOMER_TOKEN("/payments/v1/authorizations/[^/]+/customer-token", "token_id", Kind.CUSTOMER_TOKEN),
    TOKEN_ORDER("/customer-token/v1/tokens/[^/]+/order", "order_id", Kind.ORDER);

    private static final List<Named> NAMED = List.of(
            new Named("/payments/v1/sessions/([^/]{1,200})(?:/.*)?", Kind.PAYMENT_SESSION),
            new Named("/checkout/v3/orders/([^/]{1,200})(?:/.*)?", Kind.ORDER),
            // Tokens are JWTs at times.
            new Named("/payments/v1/authorizations/([^/]{1,2000})(?:/.*)?", Kind.AUTHORIZATION),
            new Named("/customer-token/v1/tokens/([^/]{1,2000})(?:/.*)?", Kind.CUSTOMER_TOKEN),
            new Named("/ordermanagement/v1/orders/([^/]{1,200})(?:/.*)?", Kind.ORDER));

    private final Pattern path;
    private final String field;
    private final Kind kind;

    Lineage(String path, String field, Kind kind) {
        this.path = Pattern.compile(path);
        this.field = field;
        this.kind = kind;
    }

    private record Named(Pattern path, Kind kind) {
        Named(String path, Kind kind) {
            this(Pattern.compile(path), kind);
        }
    }

    /** Something that was made. */
    record Thing(Kind kind, String id) {}

    /** What a path is about; empty when it names nothing. */
    static Optional<Thing> parent(String path) {
        for (var named : NAMED) {
            var match = named.path().matcher(path);
            if (match.matches()) {
                return Optional.of(new Thing(named.kind(), match.group(1)));
            }
        }
        return Optional.empty();
    }

    /** What a POST to this path makes; empty when later calls name nothing of it. */
    static Optional<Lineage> ofPost(String path) {
        return Arrays.stream(values())
                .filter(one -> one.path.matcher(path).matches())
                .findFirst();
    }

    /** What was made, by the answer; empty when it does not say. */
    Optional<Thing> child(Buffer answer) {
        try {
            return JsonSpots.find(answer, Set.of(field)).text(field).map(id -> new Thing(kind, id));
        } catch (ProblemException e) {
            return Optional.empty(); // no JSON: the caller gets it as it is
        }
    }
}
