package io.hppgateway.limit;

import io.hppgateway.limit.Budgets.Grant;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that this process has paid for and not made yet. It is filled in the background when half of a slice is left, so that
 * a call waits for Redis only when it is empty. For several threads at once; never waits.
 */
final class Purse {
    private final VertxInternal vertx;
    private final Supplier<Future<Grant>> refill;
    private final int slice;
    private int calls;
    private @Nullable Future<Grant> filling;

    /** @param refill asks for a slice */
    Purse(VertxInternal vertx, Supplier<Future<Grant>> refill, int slice) {
        this.vertx = vertx;
        this.refill = refill;
        this.slice = slice;
    }

    /** Takes one call: a grant of 1, or of none with the time to wait. Fails when Redis does and nothing is left. */
    Future<Grant> take() {
        if (spend()) {
            return Future.succeededFuture(new Grant(1, java.time.Duration.ZERO));
        }
        // Each caller is answered on its own event loop.
        Promise<Grant> mine = vertx.getOrCreateContext().promise();
        fill().onComplete(mine);
        return mine.future().compose(grant -> grant.calls() == 0 ? Future.succeededFuture(grant) : take());
    }

    private boolean spend() {
        boolean low;
        synchronized (this) {
            if (calls == 0) {
                return false;
            }
            calls--;
            low = calls <= slice / 2;
        }
        if (low) {
            fill();
        }
        return true;
    }

    private Future<Grant> fill() {
        Promise<Grant> filled = Promise.promise();
        synchronized (this) {
            if (filling != null) {
                return filling;
            }
            filling = filled.future();
        }
        refill.get().onSuccess(this::put).onComplete(done -> over()).onComplete(filled);
        return filled.future();
    }

    private synchronized void put(Grant grant) {
        calls += grant.calls();
    }

    private synchronized void over() {
        filling = null;
    }
}
