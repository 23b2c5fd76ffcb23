package io.hppgateway.webhook;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.guard.AddressGuard;
import io.hppgateway.journal.Acceptance;
import io.hppgateway.journal.Arrivals;
import io.hppgateway.journal.DeliveryOutcome;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.journal.Grant;
import io.hppgateway.journal.GrantBus;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.journal.Subscription;
import io.hppgateway.secret.Secret;
import io.hppgateway.testkit.TestJournal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A pod's way out: journal, bus and two relays, with settings that let a test about minutes take milliseconds. */
final class RelayKit implements AutoCloseable {
    static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    /** Longer than any test waits: what comes sooner did not come because a lease ended. */
    static final Duration LEASE = Duration.ofMinutes(2);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final TestJournal kit;
    final GrantBus bus;
    private final Vertx vertx;
    private final Map<String, Target> targets = new ConcurrentHashMap<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final List<String> deployed = new ArrayList<>();

    RelayKit(Vertx vertx, TestJournal kit) {
        this.vertx = vertx;
        this.kit = kit;
        this.bus = new GrantBus(vertx, grant -> kit.journal().settle(grant, DeliveryOutcome.released(), 0));
    }

    static RelayKit start(Vertx vertx) {
        var relay = new RelayKit(vertx, TestJournal.open(vertx, quick()));
        relay.deploy(2);
        return relay;
    }

    static JournalSettings quick() {
        return new JournalSettings(
                Duration.ofDays(1),
                Duration.ofDays(1),
                1000,
                1000,
                Duration.ofMillis(50),
                Duration.ofSeconds(1),
                Duration.ofDays(5),
                20);
    }

    static WebhookSettings settings() {
        return new WebhookSettings(
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                256,
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                16,
                64,
                Duration.ofSeconds(2),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                quickSchedule(),
                AddressGuard.open(),
                Optional.empty());
    }

    void deploy(int instances) {
        deploy(instances, meters);
    }

    private void deploy(int instances, MeterRegistry registry) {
        for (int i = 0; i < instances; i++) {
            var share = new RelayVerticle.Share(i, instances);
            var verticle = new RelayVerticle(parts(), settings(), registry, share);
            deployed.add(await(vertx.deployVerticle(verticle)));
        }
    }

    private RelayVerticle.Parts parts() {
        return new RelayVerticle.Parts(
                kit.journal(), bus, this::find, alert -> Future.succeededFuture(List.of()), AttemptTraces.UNRECORDED);
    }

    void undeploy() {
        await(Future.all(deployed.stream().map(vertx::undeploy).toList()));
        deployed.clear();
    }

    /** The next look-ups of endpoints throw. */
    void breakOnce(int times) {
        broken.set(times);
    }

    private Optional<Target> find(Grant grant) {
        if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("on purpose");
        }
        return Optional.ofNullable(targets.get(grant.endpoint().toString()));
    }

    /** The endpoint a at this receiver, tried again 20 ms after each of nine failures. */
    void endpoint(String id, URI url) {
        endpoint(id, url, target -> target);
    }

    void endpoint(String id, URI url, UnaryOperator<Target> change) {
        var target = new Target(url, List.of(SECRET), Map.of(), Duration.ofSeconds(20), false, quickSchedule());
        targets.put("acme/" + id, change.apply(target));
    }

    /** For a receiver that hangs: every attempt at it takes this long. */
    static Target hasty(Target t) {
        return new Target(t.url(), t.secrets(), t.headers(), Duration.ofSeconds(2), false, t.schedule());
    }

    private static RetrySchedule quickSchedule() {
        return new RetrySchedule(Collections.nCopies(10, Duration.ofMillis(20)));
    }

    Subscription subscription(String id) {
        return new Subscription(new EndpointRef("acme", id), 16, LEASE);
    }

    /** Takes in an event and publishes what it may send, as the callback does. */
    Acceptance accept(String session, String klarnaEvent, String status, long updatedAt, String... endpoints) {
        var subscriptions =
                java.util.stream.Stream.of(endpoints).map(this::subscription).toList();
        var arrival = Arrivals.of("acme", session, klarnaEvent, status, updatedAt);
        var accepted = await(kit.journal().accept(arrival, subscriptions));
        bus.publish(accepted.grants());
        return accepted;
    }

    double count(String outcome) {
        var counter = meters.find("hpp.deliveries").tag("outcome", outcome).counter();
        return counter == null ? 0 : counter.count();
    }

    long live() {
        return kit.stats("acme").getOrDefault("live", 0L);
    }

    @Override
    public void close() {
        undeploy();
        kit.close();
    }
}
