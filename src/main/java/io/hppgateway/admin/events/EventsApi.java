package io.hppgateway.admin.events;

import io.hppgateway.journal.EventBody;
import io.hppgateway.journal.EventLog;
import io.hppgateway.journal.Events;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.regex.Pattern;

/** The events of a tenant, to pull: the same that its endpoints get. */
public final class EventsApi {
    static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private static final int MOST = 200;

    private final EventLog log;
    private final Events events;

    public EventsApi(EventLog log, Events events) {
        this.log = log;
        this.events = events;
    }

    /**
     * {@code GET /v1/events?after=&limit=&type=&session=}: oldest first. {@code next} is always a cursor to go on from, now
     * while {@code has_more}, later when there is nothing yet.
     */
    public void list(RoutingContext ctx) {
        var query = Query.of(ctx);
        String after = after(query);
        int limit = query.limit(MOST);
        var filter = filter(query);
        query.end();
        log.after(Answers.tenant(ctx), after, limit, filter)
                .onSuccess(page -> answer(ctx, page))
                .onFailure(ctx::fail);
    }

    static String after(Query query) {
        String after = query.fields().optional("after").orElse(EventLog.START);
        if (!EventLog.isCursor(after)) {
            query.fault("after", "must be a cursor, such as next of an earlier answer, or 0-0 for the start");
        }
        return after;
    }

    static EventLog.Filter filter(Query query) {
        return new EventLog.Filter(query.session(), query.types("type"));
    }

    private static void answer(RoutingContext ctx, EventLog.Page page) {
        var rows = page.entries().stream()
                .map(entry -> EventBody.listed(entry.event()))
                .toList();
        var rest = new JsonObject().put("next", page.next()).put("has_more", page.more());
        Answers.json(ctx, 200, Answers.page(rows, rest));
    }

    /** {@code GET /v1/events/{id}}. */
    public void read(RoutingContext ctx) {
        Query.of(ctx).end();
        String id = ctx.pathParam("event");
        if (!ID.matcher(id).matches()) {
            throw Answers.unknown("event");
        }
        events.find(Answers.tenant(ctx), id)
                .map(found -> found.orElseThrow(() -> Answers.unknown("event")))
                .onSuccess(event -> Answers.json(ctx, 200, EventBody.listed(event)))
                .onFailure(ctx::fail);
    }
}
