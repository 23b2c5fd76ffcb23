package io.hppgateway.admin.operators;

import io.hppgateway.admin.access.AdminAuth;
import io.hppgateway.http.Bodies;
import io.hppgateway.http.JsonAnswer;
import io.hppgateway.http.JsonFields;
import io.hppgateway.http.Problem;
import io.hppgateway.http.RequestId;
import io.hppgateway.tenant.stored.AuditEntry;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operator's call says, and how it is answered. */
final class Calls {
    /** A tenant with fifty accounts takes some 10 KB. */
    private static final int BODY_LIMIT = 64 * 1024;

    private Calls() {}

    /** The body, a JSON object; an empty one counts as {@code {}}. Fails with 400 when it is something else. */
    static Future<JsonObject> body(RoutingContext ctx) {
        return Bodies.read(ctx.request(), BODY_LIMIT).map(body -> {
            try {
                return body.length() == 0 ? new JsonObject() : new JsonObject(body);
            } catch (DecodeException | ClassCastException e) {
                throw Problem.badValue("The body must be a JSON object.").toException();
            }
        });
    }

    /**
     * The query, read strictly; every fault at once.
     *
     * @throws io.hppgateway.http.ProblemException 400
     */
    static <T> T query(RoutingContext ctx, Function<JsonFields, T> read) {
        var faults = new ArrayList<String>();
        return all(JsonFields.ofQuery(ctx.queryParams(), faults), faults, read);
    }

    /**
     * Reads fields; every fault at once.
     *
     * @throws io.hppgateway.http.ProblemException 400
     */
    static <T> T fields(JsonObject object, Function<JsonFields, T> read) {
        var faults = new ArrayList<String>();
        return all(new JsonFields(object, "", faults), faults, read);
    }

    private static <T> T all(JsonFields fields, List<String> faults, Function<JsonFields, T> read) {
        T value = read.apply(fields);
        fields.end();
        refuse(faults);
        return value;
    }

    /** @throws io.hppgateway.http.ProblemException 400 with these, if any */
    static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw Problem.badValue(faults.toArray(String[]::new)).toException();
        }
    }

    /** The version in {@code If-Match}; empty for none and for {@code *}, which mean whichever there is. */
    static OptionalLong version(RoutingContext ctx) {
        @Nullable String header = ctx.request().getHeader(HttpHeaders.IF_MATCH);
        if (header == null || header.equals("*")) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(header.replaceFirst("^W/", "").replace("\"", "")));
        } catch (NumberFormatException e) {
            return OptionalLong.of(-1); // matches nothing
        }
    }

    static String param(RoutingContext ctx, String name) {
        return Optional.ofNullable(ctx.pathParam(name)).orElse("");
    }

    /** The entry of this call. */
    static AuditEntry entry(RoutingContext ctx, String what, String object, JsonObject before, JsonObject after) {
        return new AuditEntry(
                AdminAuth.operator(ctx), what, param(ctx, "tenant"), object, RequestId.of(ctx), before, after);
    }

    static void answer(RoutingContext ctx, int status, JsonObject body) {
        JsonAnswer.send(ctx, status, body.toBuffer());
    }

    /** The same with the version that {@code If-Match} takes. */
    static void answer(RoutingContext ctx, int status, long version, JsonObject body) {
        ctx.response().putHeader(HttpHeaders.ETAG, "\"" + version + "\"");
        answer(ctx, status, body);
    }

    static RuntimeException unknown(String what) {
        return Problem.notFound("There is no " + what + " of this id.").toException();
    }

    static RuntimeException conflict(String message) {
        return Problem.of(409, "CONFLICT", message).toException();
    }
}
