package io.hppgateway.klarna.guard;

import io.hppgateway.bound.Bound;
import io.hppgateway.http.Problem;
import io.hppgateway.klarna.KlarnaException;
import io.hppgateway.klarna.KlarnaException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One API host: its breaker, and how many calls are under way there, for whom. For several threads at once; never waits. */
final class HostGuard {
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final GuardSettings settings;
    private final Breaker breaker;
    private final Consumer<Bound> reached;
    private final Map<String, Integer> byOwner = new HashMap<>();
    private int inFlight;

    /** @param reached told each time that a call finds no room */
    HostGuard(GuardSettings settings, Consumer<Bound> reached) {
        this.reached = reached;
        this.settings = settings;
        this.breaker = new Breaker(settings);
    }

    /** A call under way. */
    record Pass(String owner, Breaker.State passedIn) {}

    /** @throws KlarnaException when the call may not go */
    synchronized Pass enter(String owner, long now) {
        if (inFlight >= settings.inFlight()) {
            throw full(Bound.UPSTREAM_IN_FLIGHT, "Too many requests to this host of Klarna's are under way");
        }
        if (byOwner.getOrDefault(owner, 0) >= settings.tenantInFlight()) {
            throw full(
                    Bound.UPSTREAM_TENANT_IN_FLIGHT,
                    "Too many requests of this tenant to this host of Klarna's are under way");
        }
        long waits = breaker.waits(now);
        if (waits > 0) {
            throw spared(waits);
        }
        inFlight++;
        byOwner.merge(owner, 1, Integer::sum);
        return new Pass(owner, breaker.state());
    }

    synchronized void leave(Pass pass, Verdict verdict, long now) {
        inFlight--;
        byOwner.computeIfPresent(pass.owner(), (owner, calls) -> calls == 1 ? null : calls - 1);
        breaker.ended(verdict, pass.passedIn(), now);
    }

    synchronized int inFlight() {
        return inFlight;
    }

    synchronized Breaker.State state() {
        return breaker.state();
    }

    private KlarnaException full(Bound bound, String what) {
        reached.accept(bound);
        return new KlarnaException(
                Kind.OVERLOADED,
                what,
                Problem.of(503, "SERVICE_UNAVAILABLE", what + ". This one did not leave; repeat it later.")
                        .with("Retry-After", "1"));
    }

    private static KlarnaException spared(long waits) {
        String seconds = Long.toString(Math.max(1, (waits + NS_PER_SECOND - 1) / NS_PER_SECOND));
        String what = "Klarna did not answer, or only with failures, and is spared for a moment";
        return new KlarnaException(
                Kind.SPARED,
                what,
                Problem.of(
                                503,
                                "SERVICE_UNAVAILABLE",
                                what + ". The request did not leave; repeat it after " + seconds + " s.")
                        .with("Retry-After", seconds));
    }
}
