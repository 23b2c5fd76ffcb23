package io.hppgateway.admin.webhooks;

import io.hppgateway.http.Bodies;
import io.hppgateway.http.JsonAnswer;
import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a call says, and how it is answered. */
final class Calls {
    private static final int BODY_LIMIT = 64 * 1024;

    private Calls() {}

    static Future<JsonObject> body(RoutingContext ctx) {
        return Bodies.read(ctx.request(), BODY_LIMIT).map(WebhookRequest::object);
    }

    /**
     * The query, read strictly.
     *
     * @throws io.hppgateway.http.ProblemException 400 with every fault
     */
    static <T> T query(RoutingContext ctx, Function<JsonFields, T> read) {
        var faults = new ArrayList<String>();
        var fields = JsonFields.ofQuery(ctx.queryParams(), faults);
        T value = read.apply(fields);
        fields.end();
        WebhookRequest.refuse(faults);
        return value;
    }

    /** The version in {@code If-Match}; its {@code *} means whichever there is. */
    static Optional<String> version(RoutingContext ctx) {
        @Nullable String header = ctx.request().getHeader(HttpHeaders.IF_MATCH);
        return Optional.ofNullable(header)
                .filter(text -> !text.equals("*"))
                .map(text -> text.replaceFirst("^W/", "").replace("\"", ""));
    }

    static Tenant tenant(RoutingContext ctx) {
        return Caller.of(ctx).tenant();
    }

    static String id(RoutingContext ctx) {
        return ctx.pathParam("webhook");
    }

    static void answer(RoutingContext ctx, int status, JsonObject body) {
        JsonAnswer.send(ctx, status, body.toBuffer());
    }
}
