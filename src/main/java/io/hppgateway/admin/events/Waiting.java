package io.hppgateway.admin.events;

import io.hppgateway.http.Problem;
import io.hppgateway.http.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Requests that stay open: so many per tenant and pod, and all of them ended before the pod stops. */
final class Waiting {
    private final Vertx vertx;
    private final int perTenant;
    private final String what;
    private final Runnable full;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();
    private final Set<Place> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param perTenant most per tenant
     * @param what such as {@code event streams}, for who gets none any more
     * @param full told each time somebody gets none
     */
    Waiting(Vertx vertx, int perTenant, String what, Runnable full) {
        this.vertx = vertx;
        this.perTenant = perTenant;
        this.what = what;
        this.full = full;
    }

    /** A place that is taken until it is left. */
    final class Place {
        private final String tenant;
        private final Context context = vertx.getOrCreateContext();
        private final Runnable end;
        private final AtomicBoolean left = new AtomicBoolean();

        private Place(String tenant, Runnable end) {
            this.tenant = tenant;
            this.end = end;
        }

        /** May be called twice. */
        void leave() {
            if (left.compareAndSet(false, true)) {
                open.remove(this);
                taken.computeIfPresent(tenant, (t, n) -> n == 1 ? null : n - 1);
            }
        }
    }

    /**
     * Takes a place.
     *
     * @param end called on the current context when the pod stops; leaves the place
     * @throws io.hppgateway.http.ProblemException 429 when the tenant has none left, 503 when the pod is stopping
     */
    Place take(String tenant, Runnable end) {
        if (closed) {
            throw stopping();
        }
        if (taken.merge(tenant, 1, Integer::sum) > perTenant) {
            taken.computeIfPresent(tenant, (t, n) -> n - 1);
            full.run();
            throw Problem.of(
                            429,
                            "TOO_MANY_REQUESTS",
                            "At most " + perTenant + " " + what + " may be open at once; close one before the next.")
                    .with("Retry-After", "5")
                    .toException();
        }
        var place = new Place(tenant, end);
        open.add(place);
        return place;
    }

    static ProblemException stopping() {
        return Problem.of(503, "SERVICE_UNAVAILABLE", "This gateway process is stopping; connect again.")
                .with("Retry-After", "1")
                .toException();
    }

    /** Ends all of them, and takes no more. */
    Future<Void> close() {
        closed = true;
        open.forEach(place -> place.context.runOnContext(go -> place.end.run()));
        return Future.succeededFuture();
    }
}
