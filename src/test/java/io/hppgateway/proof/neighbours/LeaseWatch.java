package io.hppgateway.proof.neighbours;

import io.hppgateway.delivery.EndpointState;
import io.hppgateway.delivery.Endpoints;
import io.hppgateway.journal.EndpointRef;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Looks again and again how many leases some endpoints hold. */
final class LeaseWatch implements AutoCloseable {
    private final Vertx vertx;
    private final long timer;
    private final Map<EndpointRef, Long> most = new ConcurrentHashMap<>();

    LeaseWatch(Vertx vertx, Endpoints endpoints, List<EndpointRef> watched) {
        this.vertx = vertx;
        this.timer = vertx.setPeriodic(
                20,
                look -> watched.forEach(endpoint -> endpoints.state(endpoint).onSuccess(this::note)));
    }

    private void note(EndpointState state) {
        most.merge(state.endpoint(), state.underWay(), Math::max);
    }

    /** The most that each of them was seen to hold at one moment. */
    Map<EndpointRef, Long> most() {
        return most;
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
    }
}
