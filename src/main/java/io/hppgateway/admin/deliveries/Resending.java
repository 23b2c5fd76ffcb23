package io.hppgateway.admin.deliveries;

import io.hppgateway.delivery.ReplayOrder;
import io.hppgateway.delivery.Replayed;
import io.hppgateway.delivery.Replays;
import io.hppgateway.history.DeliveryId;
import io.hppgateway.http.Problem;
import io.hppgateway.journal.Event;
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

    /** Events of one call: about a second. The answer says where to go on. */
    private static final int MOST = 10_000;

    /** Pages of the feed read for one call, of up to 1000 events each when few of them are wanted. */
    private static final int PAGES = 200;

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
        return new Walk(to, range, order).from(range.after(), new Replayed(0, 0), PAGES);
    }

    /** One way through the feed, page by page. */
    private final class Walk {
        private final Subscription to;
        private final Range range;
        private final ReplayOrder order;

        Walk(Subscription to, Range range, ReplayOrder order) {
            this.to = to;
            this.range = range;
            this.order = order;
        }

        Future<Done> from(String cursor, Replayed sum, int pages) {
            return log.after(to.endpoint().tenant(), cursor, PAGE, range.filter())
                    .compose(page -> put(wanted(page)).compose(done -> {
                        var all = new Replayed(sum.found() + done.found(), sum.queued() + done.queued());
                        return isLast(page) ? over(all, Optional.empty()) : goOn(page.next(), all, pages - 1);
                    }));
        }

        private List<String> wanted(EventLog.Page page) {
            return page.entries().stream()
                    .map(EventLog.Entry::event)
                    .filter(this::isInTime)
                    .filter(event -> !event.isAbout(to.endpoint()))
                    .map(Event::id)
                    .toList();
        }

        private boolean isInTime(Event event) {
            return event.acceptedAt() < range.until().toEpochMilli();
        }

        private boolean isLast(EventLog.Page page) {
            return !page.more()
                    || !page.entries().stream().map(EventLog.Entry::event).allMatch(this::isInTime);
        }

        private Future<Replayed> put(List<String> ids) {
            return ids.isEmpty() ? Future.succeededFuture(new Replayed(0, 0)) : replays.events(to, ids, order);
        }

        private Future<Done> goOn(String cursor, Replayed sum, int pages) {
            return pages == 0 || sum.found() >= MOST ? over(sum, Optional.of(cursor)) : from(cursor, sum, pages);
        }

        private static Future<Done> over(Replayed sum, Optional<String> next) {
            return Future.succeededFuture(new Done(sum.found(), sum.queued(), next));
        }
    }
}
