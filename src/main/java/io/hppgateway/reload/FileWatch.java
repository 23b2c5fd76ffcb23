package io.hppgateway.reload;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files from time to time, on a worker thread, and takes them again when they changed and look the same twice: so
 * nothing is read while it is being written. Looking, because the file systems that settings come from (mounted ConfigMaps
 * and Secrets, network drives) tell of changes unreliably or not at all.
 */
public final class FileWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    /** Of more than 5,000 files each has 200 µs until the next look: looking at one takes about 2, so a hundredth of a core. */
    private static final int FILES_PER_MS = 5;

    private final Vertx vertx;
    private final Context context;
    private final Reloadable what;
    private final long everyMs;
    private final ReloadMeters meters;

    // Used on the context only.
    private Contents seen = Contents.NONE;
    private Contents judged = Contents.NONE;
    private String complaint = "";
    private long timer = -1;
    private boolean stopped;

    /**
     * @param every time between the end of a look and the next one, longer for more than 5,000 files; a change is in force
     *     after two of them
     */
    public FileWatch(Vertx vertx, Reloadable what, Duration every, MeterRegistry registry) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.what = what;
        this.everyMs = every.toMillis();
        this.meters = new ReloadMeters(registry, what.name());
    }

    /** Begins. What is in force already is read once more: it may have changed since it was read. */
    public void start() {
        context.runOnContext(begin -> look());
    }

    /** Looks no more. */
    public void stop() {
        context.runOnContext(end -> {
            stopped = true;
            vertx.cancelTimer(timer);
        });
    }

    private void look() {
        var before = seen;
        context.executeBlocking(() -> Contents.of(what.files(), before), false)
                .compose(this::judge)
                .onFailure(this::complain)
                .onComplete(done -> lookAgain());
    }

    private void lookAgain() {
        if (!stopped) {
            timer = vertx.setTimer(Math.max(everyMs, seen.size() / FILES_PER_MS), due -> look());
        }
    }

    private Future<Void> judge(Contents now) {
        boolean settled = now.equals(seen);
        if (!settled) {
            complaint = ""; // what is in the files now is complained of anew
        }
        seen = now;
        return settled && !now.equals(judged) ? reload(now) : Future.succeededFuture();
    }

    private Future<Void> reload(Contents now) {
        return context.executeBlocking(() -> read(now), false)
                .onFailure(failure -> unusable(failure, now))
                .compose(change -> change.isPresent() ? take(change.get(), now) : Future.succeededFuture())
                .recover(failure ->
                        failure instanceof RefusedException refused ? refuse(refused) : Future.failedFuture(failure));
    }

    /** What is wrong stands in the files: they need not be read again before they change. */
    private void unusable(Throwable failure, Contents now) {
        if (failure instanceof RefusedException) {
            judged = now;
        }
    }

    /** Empty when the files changed again meanwhile: then it may be half of each. */
    private Optional<Reloadable.Change> read(Contents now) {
        Optional<Reloadable.Change> change = Optional.empty();
        RefusedException refused = null;
        try {
            change = Optional.of(what.read());
        } catch (RefusedException e) {
            refused = e;
        }
        if (!Contents.of(what.files(), now).equals(now)) {
            return Optional.empty();
        }
        if (refused != null) {
            throw refused;
        }
        return change;
    }

    private Future<Void> take(Reloadable.Change change, Contents now) {
        // Until it is taken: what is in force now counts as new too when it comes back, and ends the refusal.
        judged = Contents.NONE;
        return change.take().onSuccess(sentence -> took(sentence, now)).mapEmpty();
    }

    private void took(String sentence, Contents now) {
        judged = now;
        complaint = "";
        meters.good();
        if (!sentence.isEmpty()) {
            meters.taken();
            LOG.info("{} read again: {}", what.name(), sentence);
        }
    }

    /** Said once, as what is refused for a reason outside the files is tried again at every look. */
    private Future<Void> refuse(RefusedException refused) {
        if (!complaint.equals(refused.toString())) {
            complaint = refused.toString();
            meters.refused();
            LOG.error("{} changed and cannot be used; what was in force stays. {}", what.name(), refused.getMessage());
        }
        return Future.succeededFuture();
    }

    /** Said once, as it is tried again at every look. */
    private void complain(Throwable failure) {
        if (!complaint.equals(failure.toString())) {
            complaint = failure.toString();
            LOG.atWarn().setCause(failure).log("{} could not be looked at; it is tried again", what.name());
        }
    }
}
