package io.hppgateway.admin.events;

import io.hppgateway.delivery.ReplayOrder;
import io.hppgateway.delivery.Replayed;
import io.hppgateway.delivery.Replays;
import io.hppgateway.history.DeliveryId;
import io.hppgateway.http.Problem;
import io.hppgateway.journal.EventLog;
import io.hppgateway.journal.Subscription;
import io.hppgateway.tenant.Caller;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts events into the lane of replays: one that was given up, some by their ids, or all of a time. */
public final class Resending {
    /** Events put into the lane by one script. */
    private static final int PAGE = 200;

    /** Events looked at for one call: under a second. The answer says where to go on. */
    private static final int MOST = 10_000;

    private final Recipients recipients;
    private final Replays replays;
    private final EventLog log;

    public Resending(Recipients recipients, Replays replays, EventLog log) {
        this.recipients = recipients;
        this.replays = replays;
        this.log = log;
    }

    /**
     * Part of a tenant's feed.
     *
     * @param after cursor to begin behind
     * @param until time to end before
     */
    record Range(String after, Instant until, EventLog.Filter filter) {}

    /**
     * What was done.
     *
     * @param next where to go on, when there was more than one call takes
     */
    record Done(long found, long queued, Optional<String> next) {}

    Future<DeliveryId> dead(RoutingContext ctx, DeliveryId id) {
        return recipients
                .of(Caller.of(ctx).tenant(), id.endpoint())
                .map(to -> replays.events(to, List.of(id.webhookId()), new ReplayOrder(false, false)))
                .orElseGet(
                        () -> Future.failedFuture(Problem.of(409, "CONFLICT", "Its endpoint does not exist any more.")
                                .toException()))
                .map(done -> new DeliveryId(id.webhookId(), id.endpoint(), true));
    }

    Future<Done> events(Subscription to, List<String> ids, ReplayOrder order) {
        return replays.events(to, ids, order).map(done -> new Done(done.found(), done.queued(), Optional.empty()));
    }

    Future<Done> range(Subscription to, Range range, ReplayOrder order) {
        return page(to, range, order, new Done(0, 0, Optional.empty()));
    }

    private Future<Done> page(Subscription to, Range range, ReplayOrder order, Done sum) {
        return log.after(to.endpoint().tenant(), range.after(), PAGE, range.filter())
                .compose(page -> {
                    var ids = page.entries().stream()
                            .map(EventLog.Entry::event)
                            .filter(event -> event.acceptedAt() < range.until().toEpochMilli())
                            .map(event -> event.id())
                            .toList();
                    boolean over = !page.more() || ids.size() < page.entries().size();
                    var rest = new Range(page.next(), range.until(), range.filter());
                    return put(to, ids, order).compose(done -> next(to, rest, order, plus(sum, done), over));
                });
    }

    private Future<Replayed> put(Subscription to, List<String> ids, ReplayOrder order) {
        return ids.isEmpty() ? Future.succeededFuture(new Replayed(0, 0)) : replays.events(to, ids, order);
    }

    private Future<Done> next(Subscription to, Range rest, ReplayOrder order, Done sum, boolean over) {
        if (over) {
            return Future.succeededFuture(sum);
        }
        return sum.found() >= MOST
                ? Future.succeededFuture(new Done(sum.found(), sum.queued(), Optional.of(rest.after())))
                : page(to, rest, order, sum);
    }

    private static Done plus(Done sum, Replayed more) {
        return new Done(sum.found() + more.found(), sum.queued() + more.queued(), Optional.empty());
    }
}
