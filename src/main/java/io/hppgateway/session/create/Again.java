package io.hppgateway.session.create;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** Does again, in the background, what Redis did not do. */
final class Again {
    // 250 ms, 500 ms, … 64 s: two minutes in all, longer than a Redis takes to start or to fail over.
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LAST_PAUSE_MS = 64_000;

    private Again() {}

    /** Does it now; ends as this first try does. */
    static Future<Void> untilDone(Supplier<Future<Void>> step) {
        return step.get().onFailure(failure -> later(step));
    }

    /** Does it after the first pause. */
    static void later(Supplier<Future<Void>> step) {
        later(step, FIRST_PAUSE_MS);
    }

    private static void later(Supplier<Future<Void>> step, long pause) {
        var context = Vertx.currentContext();
        if (context != null && pause <= LAST_PAUSE_MS) {
            context.owner().setTimer(pause, due -> step.get().onFailure(failure -> later(step, pause * 2)));
        }
    }
}
