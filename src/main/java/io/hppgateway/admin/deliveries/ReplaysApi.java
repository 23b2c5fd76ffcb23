package io.hppgateway.admin.deliveries;

import io.hppgateway.admin.events.Answers;
import io.hppgateway.admin.events.Query;
import io.hppgateway.delivery.ReplayOrder;
import io.hppgateway.http.Bodies;
import io.hppgateway.http.JsonSpots;
import io.hppgateway.journal.EventLog;
import io.hppgateway.journal.Subscription;
import io.hppgateway.tenant.Caller;
import io.hppgateway.tenant.Endpoint;
import io.hppgateway.tenant.Tenant;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Sends events again. */
public final class ReplaysApi {
    /** 1000 ids of 80 characters at most. */
    private static final int BODY_LIMIT = 128 * 1024;

    private static final Pattern EVENT = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final int MOST_IDS = 1000;
    private static final int MOST_TYPES = 20;

    private final Recipients recipients;
    private final Resending resending;

    public ReplaysApi(Recipients recipients, Resending resending) {
        this.recipients = recipients;
        this.resending = resending;
    }

    /** What to send: these events, or those of a time. */
    private record Order(String endpoint, List<String> events, Optional<Resending.Range> range, ReplayOrder how) {}

    /**
     * {@code POST /v1/replays}: {@code {"endpoint", "events": […]}} or {@code {"endpoint", "from", "to", "after", "types"}},
     * with {@code "dry_run"} and {@code "new_ids"}. Answers {@code {"endpoint", "dry_run", "found", "queued", "next",
     * "has_more"}}: with {@code has_more}, the same again with {@code "after": next} does the rest.
     */
    public void create(RoutingContext ctx) {
        Query.of(ctx).end();
        var tenant = Caller.of(ctx).tenant();
        Bodies.read(ctx.request(), BODY_LIMIT)
                .map(body -> order(tenant, body))
                .compose(order -> run(tenant, order).onSuccess(done -> answer(ctx, order, done)))
                .onFailure(ctx::fail);
    }

    private Future<Resending.Done> run(Tenant tenant, Order order) {
        Subscription to =
                recipients.endpoint(tenant, order.endpoint).orElseThrow(() -> Answers.unknown("webhook endpoint"));
        return order.range
                .map(range -> resending.range(to, range, order.how))
                .orElseGet(() -> resending.events(to, order.events, order.how));
    }

    private static void answer(RoutingContext ctx, Order order, Resending.Done done) {
        var body = new JsonObject()
                .put("endpoint", order.endpoint)
                .put("dry_run", order.how.dryRun())
                .put("found", done.found())
                .put("queued", done.queued())
                .put("next", done.next().orElse(null))
                .put("has_more", done.next().isPresent());
        Answers.json(ctx, order.how.dryRun() ? 200 : 202, body.toBuffer());
    }

    private static Order order(Tenant tenant, Buffer body) {
        JsonSpots.find(body, Set.of()); // strict: a key that stands twice is a fault
        var query = Query.of(body.toJsonObject());
        String endpoint = query.fields().text("endpoint", DeliveriesApi.ENDPOINT, "the id of a webhook endpoint");
        List<String> events = query.fields().texts("events");
        var how = new ReplayOrder(
                query.fields().flag("new_ids", false), query.fields().flag("dry_run", false));
        boolean listed = query.fields().has("events");
        Optional<Instant> from = time(query, "from");
        Optional<Instant> to = time(query, "to");
        Optional<String> after = query.fields().optional("after");
        List<String> types = types(query);
        if (listed) {
            judge(query, events);
        } else {
            judge(query, from, to, after);
        }
        query.end();
        if (listed) {
            return new Order(endpoint, events, Optional.empty(), how);
        }
        String begin = after.orElseGet(() -> before(from.orElse(Instant.EPOCH)));
        List<String> wanted = types.isEmpty()
                ? tenant.endpoint(endpoint).map(Endpoint::events).orElse(List.of())
                : types;
        var filter = new EventLog.Filter(Optional.empty(), wanted);
        var range = new Resending.Range(begin, to.orElseGet(Instant::now), filter);
        return new Order(endpoint, List.of(), Optional.of(range), how);
    }

    /** The cursor behind everything that was accepted before this moment. */
    private static String before(Instant moment) {
        return moment.toEpochMilli() <= 0 ? EventLog.START : moment.toEpochMilli() - 1 + "-9999999999999999";
    }

    private static Optional<Instant> time(Query query, String name) {
        Optional<String> text = query.fields().optional(name);
        try {
            // In ms, as the feed counts, which end before the years of Java do.
            return text.map(given ->
                    Instant.ofEpochMilli(OffsetDateTime.parse(given).toInstant().toEpochMilli()));
        } catch (DateTimeParseException | ArithmeticException e) {
            query.fault(name, "must be a time such as 2026-11-24T10:00:00Z");
            return Optional.empty();
        }
    }

    private static List<String> types(Query query) {
        List<String> types = query.fields().texts("types");
        if (types.size() > MOST_TYPES || types.stream().anyMatch(type -> !Query.isType(type))) {
            query.fault("types", "must be types such as session.completed or session.*, 20 at most");
        }
        return types;
    }

    private static void judge(Query query, List<String> events) {
        if (events.isEmpty()
                || events.size() > MOST_IDS
                || events.stream().anyMatch(id -> !EVENT.matcher(id).matches())) {
            query.fault("events", "must be 1 to " + MOST_IDS + " ids of events");
        }
        for (String other : List.of("from", "to", "after", "types")) {
            if (query.fields().has(other)) {
                query.fault(other, "does not go together with events");
            }
        }
    }

    private static void judge(Query query, Optional<Instant> from, Optional<Instant> to, Optional<String> after) {
        if (query.fields().isMissing("from") && after.isEmpty()) {
            query.fault("from", "is missing; give a time to begin at, or a list of events");
        }
        if (after.filter(cursor -> !EventLog.isCursor(cursor)).isPresent()) {
            query.fault("after", "must be a cursor, such as next of the call before");
        }
        if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
            query.fault("to", "must be later than from");
        }
    }
}
