package io.hppgateway.admin.operators;

import io.hppgateway.http.JsonFields;
import io.hppgateway.tenant.stored.AuditLog;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.regex.Pattern;

/** {@code GET /admin/v1/audit}: who changed what. */
public final class AuditApi {
    private static final Pattern ID = Pattern.compile("\\d{1,18}-\\d{1,18}");
    private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,40}");
    private static final int MOST = 500;
    private static final int ROWS = 100;

    private final AuditLog log;

    AuditApi(AuditLog log) {
        this.log = log;
    }

    /** @param after empty: the newest entries */
    private record Page(String after, String tenant, int limit) {

        static Page read(JsonFields fields) {
            return new Page(
                    fields.has("after") ? fields.text("after", ID, "the id of an entry, or 0-0 for the beginning") : "",
                    fields.has("tenant") ? fields.text("tenant", TENANT, "the id of a tenant") : "",
                    fields.number("limit", 1, MOST, ROWS));
        }
    }

    /** {@code ?after=&tenant=&limit=}, the oldest first; without {@code after} the newest ones, the oldest of them first. */
    public void list(RoutingContext ctx) {
        var page = Calls.query(ctx, Page::read);
        var found = page.after().isEmpty()
                ? log.last(page.tenant(), page.limit())
                : log.after(page.after(), page.tenant(), page.limit());
        found.onSuccess(entries -> Calls.answer(ctx, 200, json(page, entries))).onFailure(ctx::fail);
    }

    private static JsonObject json(Page page, List<AuditLog.Listed> entries) {
        var data = new JsonArray();
        entries.forEach(entry -> data.add(json(entry)));
        String start = page.after().isEmpty() ? "0-0" : page.after();
        return new JsonObject()
                .put("data", data)
                .put(
                        "next",
                        entries.isEmpty()
                                ? start
                                : entries.get(entries.size() - 1).id());
    }

    private static JsonObject json(AuditLog.Listed listed) {
        var entry = listed.entry();
        return new JsonObject()
                .put("id", listed.id())
                .put("at", listed.at().toString())
                .put("who", entry.who())
                .put("what", entry.what())
                .put("tenant", entry.tenant().isEmpty() ? null : entry.tenant())
                .put("object", entry.object())
                .put("request_id", entry.request())
                .put("before", entry.before())
                .put("after", entry.after());
    }
}
