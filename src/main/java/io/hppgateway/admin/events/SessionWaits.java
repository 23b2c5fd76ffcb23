package io.hppgateway.admin.events;

import io.hppgateway.bound.Bound;
import io.hppgateway.bound.Bounds;
import io.hppgateway.history.LiveNews;
import io.hppgateway.history.News;
import io.hppgateway.history.SessionLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Waits for the next event of a session: woken by news of any pod, and looking by itself in case those were lost. */
final class SessionWaits {
    private final Vertx vertx;
    private final SessionLog log;
    private final LiveNews news;
    private final LiveSettings settings;
    private final Waiting waiting;

    /**
     * What is waited for.
     *
     * @param after the sequence number that is known; below 0 for the one that is current when the wait begins
     */
    record Wish(String tenant, String session, long after) {}

    SessionWaits(Vertx vertx, SessionLog log, LiveNews news, LiveSettings settings, Bounds bounds) {
        this.vertx = vertx;
        this.log = log;
        this.news = news;
        this.settings = settings;
        this.waiting = new Waiting(vertx, settings.waits(), "waiting reads", () -> bounds.reached(Bound.WAITING_READS));
    }

    /** Succeeds when there is more, the session is unknown, the time is over, or nobody waits for the answer any more. */
    Future<Void> until(RoutingContext ctx, Wish wish, Duration patience) {
        Promise<Void> done = Promise.promise();
        var place = waiting.take(wish.tenant(), done::tryComplete);
        var wait = new Wait(wish, done);
        done.future().onComplete(over -> {
            place.leave();
            wait.stop();
        });
        ctx.addEndHandler(gone -> done.tryComplete());
        wait.start(patience);
        return done.future();
    }

    private final class Wait {
        private final Wish wish;
        private final Promise<Void> done;
        private final List<Runnable> atEnd = new ArrayList<>();
        private long known;

        Wait(Wish wish, Promise<Void> done) {
            this.wish = wish;
            this.done = done;
            this.known = wish.after();
        }

        void start(Duration patience) {
            // Listens before it looks, so that nothing comes in between.
            var listening = news.listen(wish.tenant(), this::hear);
            long look = vertx.setPeriodic(settings.look().toMillis(), tick -> look());
            long end = vertx.setTimer(Math.max(1, patience.toMillis()), over -> done.tryComplete());
            atEnd.add(listening::end);
            atEnd.add(() -> vertx.cancelTimer(look));
            atEnd.add(() -> vertx.cancelTimer(end));
            look();
        }

        void stop() {
            atEnd.forEach(Runnable::run);
        }

        private void hear(News told) {
            if (told.session().equals(wish.session())) {
                judge(Optional.of(told.sequence()));
            }
        }

        private void look() {
            // A Redis that is away for a moment is not the end of the wait.
            log.sequence(wish.tenant(), wish.session()).onSuccess(this::judge);
        }

        private void judge(Optional<Long> sequence) {
            if (sequence.isPresent() && known < 0) {
                known = sequence.get();
            } else if (sequence.isEmpty() || sequence.get() > known) {
                done.tryComplete();
            }
        }
    }

    Future<Void> close() {
        return waiting.close();
    }
}
