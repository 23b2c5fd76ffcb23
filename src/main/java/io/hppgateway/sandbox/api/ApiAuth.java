package io.hppgateway.sandbox.api;

import io.hppgateway.http.Problem;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Lets known merchants in. */
public final class ApiAuth implements Handler<RoutingContext> {
    private final Map<String, String> merchants;

    /** @param merchants from {@code user:password}, or a raw API key, to the merchant's id */
    public ApiAuth(Map<String, String> merchants) {
        this.merchants = Map.copyOf(merchants);
    }

    /** Whose credentials the request carries. */
    Optional<String> identify(RoutingContext ctx) {
        var credentials = Credentials.of(ctx.request().getHeader(HttpHeaders.AUTHORIZATION));
        return credentials.readings().stream()
                .map(merchants::get)
                .filter(Objects::nonNull)
                .findFirst();
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (Exchange.of(ctx).knownMerchant().isPresent()) {
            ctx.next();
        } else {
            ctx.fail(Problem.of(401, "UNAUTHORIZED").toException());
        }
    }
}
