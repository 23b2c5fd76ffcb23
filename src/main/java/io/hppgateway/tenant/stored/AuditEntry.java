package io.hppgateway.tenant.stored;

import io.hppgateway.redis.Args;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Who changed what. Never holds a secret: {@code before} and {@code after} are what the API shows.
 *
 * @param who id of the admin key
 * @param what such as {@code account.change}
 * @param tenant whose; empty for what belongs to none
 * @param object what was changed, such as {@code account/eu}
 * @param request the id of the request, as its answer and the log have it
 * @param before empty for something new
 * @param after empty for what is gone
 */
public record AuditEntry(
        String who, String what, String tenant, String object, String request, JsonObject before, JsonObject after) {

    /** The fields of the stream's entry. */
    private List<String> fields() {
        return List.of(
                "who",
                who,
                "what",
                what,
                "tenant",
                tenant,
                "object",
                object,
                "request",
                request,
                "before",
                before.encode(),
                "after",
                after.encode());
    }

    Args addTo(Args args) {
        fields().forEach(args::add);
        return args;
    }
}
