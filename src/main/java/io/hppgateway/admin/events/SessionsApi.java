package io.hppgateway.admin.events;

import io.hppgateway.bound.Bounds;
import io.hppgateway.history.LiveNews;
import io.hppgateway.history.SessionLog;
import io.hppgateway.history.SessionView;
import io.hppgateway.klarna.HppSession;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The sessions of a tenant, and what happened to them. */
public final class SessionsApi {
    // Klarna's words are upper case; one that it will think of tomorrow is one, too.
    private static final Pattern STATUS = Pattern.compile("[A-Z][A-Z0-9_]{0,79}");

    private static final int MOST = 200;

    private final SessionLog log;
    private final LiveSettings settings;
    private final SessionWaits waits;

    public SessionsApi(Vertx vertx, SessionLog log, LiveNews news, LiveSettings settings, Bounds bounds) {
        this.log = log;
        this.settings = settings;
        this.waits = new SessionWaits(vertx, log, news, settings, bounds);
    }

    /** {@code GET /v1/sessions?status=&cursor=&limit=}: newest first. */
    public void list(RoutingContext ctx) {
        var query = Query.of(ctx);
        var status = query.text("status", STATUS, "a status of Klarna's, such as COMPLETED");
        var cursor = Cursor.in(query, List.of(Cursor.TIME, Cursor.NAME));
        int limit = query.limit(MOST);
        query.end();
        var behind = cursor.map(c -> new SessionLog.Place(c.part(0), c.part(1))).orElse(SessionLog.Place.START);
        log.list(Answers.tenant(ctx), status, behind, limit)
                .onSuccess(page -> answer(ctx, page))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, SessionLog.Page page) {
        var data = new JsonArray();
        page.sessions().forEach(session -> data.add(SessionJson.summary(session)));
        var next = page.next();
        Answers.json(
                ctx,
                new JsonObject()
                        .put("data", data)
                        .put("next", page.more() ? Cursor.of(List.of(next.made(), next.session())) : null)
                        .put("has_more", page.more()));
    }

    /**
     * {@code GET /v1/sessions/{id}?wait=&after_seq=}: at once; with {@code wait} (seconds) when it has had more events than
     * {@code after_seq}, or the time is over. Without {@code after_seq}, one event more than it has now.
     */
    public void read(RoutingContext ctx) {
        var query = Query.of(ctx);
        int wait = query.fields().number("wait", 0, 60, 0);
        int after = query.fields().number("after_seq", 0, Integer.MAX_VALUE, -1);
        if (query.fields().has("after_seq") && !query.fields().has("wait")) {
            query.fault("after_seq", "needs wait, the seconds to wait for the next event");
        }
        query.end();
        String tenant = Answers.tenant(ctx);
        String id = ctx.pathParam("session");
        if (!HppSession.isId(id)) {
            throw Answers.unknown("session");
        }
        waited(ctx, tenant, id, Duration.ofSeconds(wait), after)
                .compose(ready -> log.find(tenant, id))
                .map(found -> found.orElseThrow(() -> Answers.unknown("session")))
                .onSuccess(view -> answer(ctx, view))
                .onFailure(ctx::fail);
    }

    private Future<Void> waited(RoutingContext ctx, String tenant, String id, Duration wait, long after) {
        if (wait.isZero()) {
            return Future.succeededFuture();
        }
        Duration longest = settings.longestWait();
        return waits.until(ctx, new SessionWaits.Wish(tenant, id, after), wait.compareTo(longest) < 0 ? wait : longest);
    }

    private static void answer(RoutingContext ctx, SessionView view) {
        if (!ctx.response().closed()) {
            Answers.json(ctx, 200, SessionJson.view(view));
        }
    }

    /** Answers everybody who waits. */
    public Future<Void> close() {
        return waits.close();
    }
}
