package io.hppgateway.session;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Joins calls that ask the same at the same time into one; each caller gets the answer on its own event loop. */
final class SingleFlight<K, V> {
    private final VertxInternal vertx;
    private final Map<K, Future<V>> flying = new ConcurrentHashMap<>();

    SingleFlight(Vertx vertx) {
        this.vertx = (VertxInternal) vertx;
    }

    /** The answer to this question: that of the call under way, or of a new one. */
    Future<V> join(K question, Supplier<Future<V>> call) {
        Promise<V> mine = Promise.promise();
        Future<V> known = flying.putIfAbsent(question, mine.future());
        if (known == null) {
            call.get().onComplete(answer -> {
                flying.remove(question, mine.future());
                mine.handle(answer);
            });
            return mine.future();
        }
        Promise<V> joined = vertx.getOrCreateContext().promise();
        known.onComplete(joined);
        return joined.future();
    }
}
