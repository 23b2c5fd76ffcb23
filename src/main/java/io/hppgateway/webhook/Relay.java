package io.hppgateway.webhook;

import io.hppgateway.bound.Bound;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.Journal;
import io.hppgateway.journal.Settlement;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what was granted and settles it; a busy endpoint's next deliveries come with the settlement. Belongs to one event
 * loop.
 */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    /** Next deliveries of one endpoint per settlement: its permits, so that one loop can drive it alone. */
    private static final int NEXT = 16;

    /** What is owed to an endpoint that nobody knows any more would else be granted and given back without an end. */
    private static final Duration UNKNOWN_HOLD = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Journal journal;
    private final Targets targets;
    private final WebhookSender sender;
    private final WebhookSettings settings;
    private final DeliveryMeters meters;
    private final AttemptTraces traces;
    // By identity: two grants are never the same one, and comparing them would compare their bodies.
    private final Set<Grant> underWay = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Promise<Void> idle = Promise.promise();
    private int givenBack;
    // Written by its event loop, read by whoever scrapes.
    private volatile int busy;
    private boolean stopping;

    Relay(
            Vertx vertx,
            RelayVerticle.Parts parts,
            WebhookSender sender,
            WebhookSettings settings,
            MeterRegistry registry,
            int loop) {
        this.vertx = vertx;
        this.journal = parts.journal();
        this.targets = parts.targets();
        this.traces = parts.traces();
        this.sender = sender;
        this.settings = settings;
        this.meters = new DeliveryMeters(registry, loop, this::underWay);
    }

    DeliveryMeters meters() {
        return meters;
    }

    /** Deliveries under way; read from any thread. */
    int underWay() {
        return busy;
    }

    /** Deliveries it can take on now. */
    int room() {
        return stopping ? 0 : Math.max(0, settings.inFlight() - underWay.size());
    }

    /** Sends this, or gives it back when there is no room. */
    void take(Grant grant) {
        if (room() > 0) {
            run(grant);
        } else {
            if (!stopping) {
                meters.reached(Bound.WEBHOOK_IN_FLIGHT);
            }
            giveBack(grant);
        }
    }

    private void run(Grant grant) {
        underWay.add(grant);
        busy = underWay.size();
        // Not composed: the composition would hold the grant with its body until it is settled.
        attempt(grant).onSuccess(outcome -> settle(grant, outcome)).onFailure(Relay::lost);
    }

    private static void lost(Throwable failure) {
        LOG.warn("a delivery could not be settled, its lease will run out: {}", failure.getMessage());
    }

    private Future<DeliveryOutcome> attempt(Grant grant) {
        double random = ThreadLocalRandom.current().nextDouble();
        var schedule = settings.schedule();
        try {
            Optional<Target> found = targets.find(grant);
            if (found.isEmpty()) {
                about(grant).log("the endpoint of a delivery is not known here; it is tried again later");
                // An origin stands for many sessions' URLs, of which one may be missing.
                var hold = grant.endpoint().isStatusUpdate() ? Duration.ZERO : UNKNOWN_HOLD;
                return Future.succeededFuture(new DeliveryOutcome.Released(settings.unknownEndpoint(), hold));
            }
            schedule = found.get().schedule();
            return attempt(grant, found.get(), random);
        } catch (RuntimeException e) { // whatever it is, this delivery's lease and place must end
            String error = String.valueOf(e.getMessage());
            report(grant, 0, error);
            return Future.succeededFuture(Verdict.ofOurFault(error, schedule, grant.attempt(), grant.faults(), random));
        }
    }

    private Future<DeliveryOutcome> attempt(Grant grant, Target target, double random) {
        var place = traces.begin(grant, target.url());
        WebhookMessage message;
        try {
            message = WebhookMessage.of(grant, target, place.trace(), Instant.now());
        } catch (RuntimeException e) {
            place.end(0, String.valueOf(e.getMessage()));
            throw e;
        }
        return sender.send(target.url(), message, timeout(grant, target), grant.attempt())
                .onSuccess(reply -> place.end(reply.status(), reply.error()))
                .onSuccess(this::count)
                .onSuccess(reply -> report(grant, reply.status(), reply.error()))
                .map(reply -> Verdict.of(reply, target, grant.attempt(), random, settings.longestRetryAfter()));
    }

    /** An endpoint that got more time since the lease was written: somebody else would send it while we still do. */
    private Duration timeout(Grant grant, Target target) {
        Duration lease = grant.lease();
        Duration most = settings.leaseMargin().compareTo(lease.dividedBy(2)) < 0
                ? lease.minus(settings.leaseMargin())
                : lease.dividedBy(2);
        return target.timeout().compareTo(most) < 0 ? target.timeout() : most;
    }

    private void settle(Grant attempted, DeliveryOutcome outcome) {
        // Of a busy loop's deliveries most wait for this.
        var grant = attempted.sent();
        underWay.remove(attempted);
        underWay.add(grant);
        // An attempt is over within its timeout, so at least the margin of its lease is left.
        Instant leaseEnd = Instant.now().plus(settings.leaseMargin());
        new Settling(vertx, journal, grant, outcome, leaseEnd)
                // The place of this one is free for the next.
                .run(() -> stopping ? 0 : Math.min(NEXT, room() + 1))
                .onSuccess(settlement -> settled(grant, outcome, settlement))
                .onComplete(done -> forget(grant))
                .onSuccess(settlement -> settlement.grants().forEach(this::take))
                .onFailure(Relay::lost);
    }

    private void settled(Grant grant, DeliveryOutcome outcome, Settlement settlement) {
        if (settlement.stale()) {
            meters.stale();
            return;
        }
        long age = System.currentTimeMillis() - grant.event().acceptedAt();
        meters.settled(outcome, Duration.ofMillis(age));
        if (settlement.turn() != Settlement.Turn.NONE) {
            meters.turned(settlement.turn());
            about(grant).addKeyValue("turn", settlement.turn()).log("an endpoint changed its state");
        }
    }

    private void forget(Grant grant) {
        underWay.remove(grant);
        busy = underWay.size();
        // In the next turn: what came with the last settlement is given back first.
        vertx.runOnContext(next -> endWhenIdle());
    }

    private void giveBack(Grant grant) {
        givenBack++;
        // When this fails the lease runs out.
        journal.settle(grant, DeliveryOutcome.released(), 0).onComplete(done -> {
            givenBack--;
            endWhenIdle();
        });
    }

    private void endWhenIdle() {
        if (stopping && underWay.isEmpty() && givenBack == 0) {
            idle.tryComplete();
        }
    }

    private void count(Reply reply) {
        if (!reply.sent()) {
            meters.reached(Bound.WEBHOOK_WAITING_PER_HOST);
        }
    }

    private void report(Grant grant, int status, String error) {
        if (!error.isEmpty()) {
            about(grant)
                    .addKeyValue("status", status)
                    .addKeyValue("error", error)
                    .log("webhook attempt failed");
        }
    }

    private static org.slf4j.spi.LoggingEventBuilder about(Grant grant) {
        return LOG.atWarn()
                .addKeyValue("tenant", grant.endpoint().tenant())
                .addKeyValue("session", grant.event().sessionId())
                .addKeyValue("event", grant.event().id())
                .addKeyValue("endpoint", grant.endpoint().id())
                .addKeyValue("attempt", grant.attempt());
    }

    /** Takes nothing new, waits for what is under way as long as the settings say, gives the rest back. */
    Future<Void> stop() {
        stopping = true;
        endWhenIdle();
        long bound = vertx.setTimer(Math.max(1, settings.drain().toMillis()), late -> {
            List.copyOf(underWay).forEach(this::giveBack);
            // A moment for the give-backs to leave: closing the link to Redis comes after the verticles.
            vertx.setTimer(100, gone -> idle.tryComplete());
        });
        return idle.future().onComplete(done -> vertx.cancelTimer(bound));
    }
}
