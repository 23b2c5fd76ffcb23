package io.hppgateway.admin.events;

import io.hppgateway.http.JsonAnswer;
import io.hppgateway.http.Problem;
import io.hppgateway.tenant.Caller;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** How this package answers. */
public final class Answers {
    private Answers() {}

    public static void json(RoutingContext ctx, JsonObject body) {
        json(ctx, 200, body.toBuffer());
    }

    public static void json(RoutingContext ctx, int status, Buffer body) {
        JsonAnswer.send(ctx, status, body);
    }

    /** {@code {"data": […], "next": …, "has_more": …}} of rows that are JSON already. */
    public static Buffer page(List<Buffer> rows, JsonObject rest) {
        var body = Buffer.buffer("{\"data\":[");
        for (int i = 0; i < rows.size(); i++) {
            body.appendString(i == 0 ? "" : ",").appendBuffer(rows.get(i));
        }
        return body.appendString("],").appendString(rest.encode().substring(1));
    }

    /** An object with one more value, which is JSON already and stays as it is. */
    public static Buffer with(JsonObject head, String key, Buffer json) {
        String open = head.encode();
        return Buffer.buffer(open.substring(0, open.length() - 1))
                .appendString((head.isEmpty() ? "\"" : ",\"") + key + "\":")
                .appendBuffer(json)
                .appendString("}");
    }

    public static String tenant(RoutingContext ctx) {
        return Caller.of(ctx).tenant().id();
    }

    /** The same for what is another tenant's and for what nobody has. */
    public static RuntimeException unknown(String what) {
        return Problem.notFound("There is no " + what + " of this id.").toException();
    }
}
