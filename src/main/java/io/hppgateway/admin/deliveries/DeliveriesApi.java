package io.hppgateway.admin.deliveries;

import io.hppgateway.admin.events.Answers;
import io.hppgateway.admin.events.Cursor;
import io.hppgateway.admin.events.Query;
import io.hppgateway.history.Delivery;
import io.hppgateway.history.DeliveryId;
import io.hppgateway.history.DeliveryLog;
import io.hppgateway.http.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The deliveries of a tenant with their attempts, and trying one again. */
public final class DeliveriesApi {
    static final Pattern ENDPOINT = Pattern.compile("[A-Za-z0-9._-]{1,80}");

    private static final int MOST = 100;

    private final DeliveryLog log;
    private final Resending resending;

    public DeliveriesApi(DeliveryLog log, Resending resending) {
        this.log = log;
        this.resending = resending;
    }

    /** What is asked for; each list has places of its own kind. */
    private enum Status {
        ANY,
        PENDING,
        HELD,
        FAILED,
        DEAD,
        DELIVERED;

        /** What the parts of a cursor look like. */
        List<Pattern> place() {
            return switch (this) {
                case ANY, DELIVERED -> List.of(Cursor.ENTRY);
                case DEAD -> List.of(Cursor.NAME, Cursor.TIME, Cursor.NAME);
                case PENDING, HELD, FAILED -> List.of(Cursor.NAME, Cursor.NAME, Cursor.TIME, Cursor.NAME, Cursor.NAME);
            };
        }

        boolean fits(Delivery delivery) {
            return this == ANY
                    || (this == FAILED
                            ? delivery.isFailed()
                            : delivery.state().name().equals(name()));
        }
    }

    private record Wish(String tenant, Status status, Optional<String> endpoint, List<String> behind, int limit) {}

    /** {@code GET /v1/deliveries?status=&endpoint=&session=&cursor=&limit=}. */
    public void list(RoutingContext ctx) {
        var query = Query.of(ctx);
        var status = query.fields().choice("status", Status.class, Status.ANY);
        var endpoint = query.text("endpoint", ENDPOINT, "the id of a webhook endpoint");
        var session = query.session();
        List<Pattern> place = session.isPresent() ? List.of(Cursor.COUNT) : status.place();
        List<String> start = place.stream().map(part -> "").toList();
        var behind = Cursor.in(query, place).map(Cursor::parts).orElse(start);
        int limit = query.limit(MOST);
        query.end();
        var wish = new Wish(Answers.tenant(ctx), status, endpoint, behind, limit);
        session.map(id -> log.ofSession(wish.tenant, id, endpoint, behind, limit))
                .orElseGet(() -> page(wish))
                .onSuccess(page -> answer(ctx, page, status))
                .onFailure(ctx::fail);
    }

    private Future<DeliveryLog.Page> page(Wish wish) {
        return switch (wish.status) {
            case PENDING, HELD, FAILED ->
                log.waiting(
                        wish.tenant,
                        wish.endpoint,
                        wish.status.name().toLowerCase(Locale.ROOT),
                        wish.behind,
                        wish.limit);
            case DEAD -> log.dead(wish.tenant, wish.endpoint, wish.behind, wish.limit);
            case DELIVERED -> log.tried(wish.tenant, wish.endpoint, Optional.of("delivered"), wish.behind, wish.limit);
            case ANY -> log.tried(wish.tenant, wish.endpoint, Optional.empty(), wish.behind, wish.limit);
        };
    }

    private static void answer(RoutingContext ctx, DeliveryLog.Page page, Status status) {
        var rows = page.deliveries().stream()
                .filter(status::fits)
                .map(DeliveryJson::of)
                .map(JsonObject::toBuffer)
                .toList();
        var rest = new JsonObject()
                .put("next", page.more() ? Cursor.of(page.next()) : null)
                .put("has_more", page.more());
        Answers.json(ctx, 200, Answers.page(rows, rest));
    }

    /** {@code GET /v1/deliveries/{id}}. */
    public void read(RoutingContext ctx) {
        Query.of(ctx).end();
        find(ctx)
                .onSuccess(delivery -> Answers.json(ctx, DeliveryJson.of(delivery)))
                .onFailure(ctx::fail);
    }

    private Future<Delivery> find(RoutingContext ctx) {
        return DeliveryId.parse(ctx.pathParam("delivery"))
                .map(id -> log.find(Answers.tenant(ctx), id))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                .map(found -> found.orElseThrow(() -> Answers.unknown("delivery")));
    }

    /**
     * {@code POST /v1/deliveries/{id}/retry}: a dead one goes into the lane of replays, a waiting one is due now. 202 with the
     * delivery that it is now; 409 when there is nothing to try.
     */
    public void retry(RoutingContext ctx) {
        Query.of(ctx).end();
        find(ctx)
                .compose(delivery -> retry(ctx, delivery))
                .compose(id -> log.find(Answers.tenant(ctx), id))
                .map(found -> found.orElseThrow(() -> Answers.unknown("delivery")))
                .onSuccess(delivery ->
                        Answers.json(ctx, 202, DeliveryJson.of(delivery).toBuffer()))
                .onFailure(ctx::fail);
    }

    private Future<DeliveryId> retry(RoutingContext ctx, Delivery delivery) {
        return switch (delivery.state()) {
            case DEAD -> resending.dead(ctx, delivery.id());
            case PENDING -> log.retryNow(Answers.tenant(ctx), delivery).map(delivery.id());
            case HELD -> refuse("Its endpoint is paused; resume the endpoint, and it is sent.");
            case DELIVERED -> refuse("It was delivered; POST /v1/replays sends it again.");
            case EXPIRED -> refuse("It has outlived the retention, or its endpoint was removed.");
        };
    }

    private static Future<DeliveryId> refuse(String message) {
        return Future.failedFuture(Problem.of(409, "CONFLICT", message).toException());
    }
}
