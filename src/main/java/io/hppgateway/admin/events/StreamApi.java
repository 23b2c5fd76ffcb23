package io.hppgateway.admin.events;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.delivery.Feed;
import io.hppgateway.history.LiveNews;
import io.hppgateway.journal.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** The events of a tenant as Server-Sent Events. */
public final class StreamApi {
    private final Vertx vertx;
    private final EventLog log;
    private final Feed feed;
    private final LiveNews news;
    private final LiveSettings settings;
    private final Bounds bounds;
    private final Waiting streams;

    public StreamApi(Vertx vertx, EventLog log, Feed feed, LiveNews news, LiveSettings settings, Bounds bounds) {
        this.vertx = vertx;
        this.log = log;
        this.feed = feed;
        this.news = news;
        this.settings = settings;
        this.bounds = bounds;
        this.streams =
                new Waiting(vertx, settings.streams(), "event streams", () -> bounds.reached(Bound.EVENT_STREAMS));
    }

    /**
     * {@code GET /v1/events/stream?after=&type=&session=}. Begins behind the header {@code Last-Event-ID}, else behind
     * {@code after}, else with what comes from now on.
     */
    public void open(RoutingContext ctx) {
        var query = Query.of(ctx);
        boolean given = !query.fields().isMissing("after");
        String after = EventsApi.after(query);
        var filter = EventsApi.filter(query);
        @Nullable String last = ctx.request().getHeader("Last-Event-ID");
        if (last != null && !EventLog.isCursor(last)) {
            query.fault("Last-Event-ID", "must be an id of this stream");
        }
        query.end();
        String tenant = Answers.tenant(ctx);
        var stream = new EventStream(vertx, ctx, log, new EventStream.Wish(tenant, filter), settings);
        var place = streams.take(tenant, stream::end);
        stream.onEnd(place::leave);
        stream.onCut(() -> bounds.reached(Bound.STREAM_READER));
        begin(tenant, last == null ? after : last, given || last != null)
                .onSuccess(cursor -> stream.start(cursor, news))
                .onFailure(failure -> {
                    place.leave();
                    ctx.fail(failure);
                });
    }

    private Future<String> begin(String tenant, String cursor, boolean given) {
        return given ? Future.succeededFuture(cursor) : feed.newest(tenant);
    }

    /** Ends every stream; their clients connect to another pod and go on where they were. */
    public Future<Void> close() {
        return streams.close();
    }
}
