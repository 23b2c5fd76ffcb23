package io.hppgateway.reconcile;

import static io.hppgateway.testkit.TestJournal.await;

import io.hppgateway.session.PendingSession;
import io.hppgateway.session.SessionStore;
import io.hppgateway.testkit.TestJournal;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A bucket of the shared Redis with sessions that wait to be checked, and the queues of any number of pods. */
final class ReconcileKit implements AutoCloseable {
    static final String TENANT = "acme";
    private static final int BUCKET = io.hppgateway.redis.Namespace.bucketOf(TENANT);

    private final Vertx vertx = Vertx.vertx();
    private final TestJournal kit = TestJournal.open(vertx);

    /** Due at once, 100 a second, leases of a minute. */
    static ReconcileSettings settings() {
        return settings(100, Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    static ReconcileSettings settings(int perSecond, Duration lease, Duration silence) {
        return new ReconcileSettings(
                true,
                Duration.ofMillis(1),
                Duration.ofHours(6),
                Duration.ofMillis(1),
                Duration.ofMinutes(2),
                Duration.ofSeconds(30),
                perSecond,
                16,
                lease,
                silence,
                Duration.ofMillis(20));
    }

    ReconcileQueue queue(ReconcileSettings settings) {
        return new ReconcileQueue(kit.link(), kit.names(), settings);
    }

    /** A new session of an account, to be checked for the first time so long after now. */
    void session(String id, String account, Duration firstAfter, Duration life) {
        var recheck = new io.hppgateway.journal.Recheck(
                firstAfter, Duration.ofMillis(1), Duration.ofMinutes(2), Duration.ofSeconds(30));
        var store = new SessionStore(kit.link(), kit.names(), TestJournal.box(), Duration.ofDays(7), recheck);
        var origin = new PendingSession(account, Optional.empty(), Optional.empty());
        await(store.record(TENANT, id, "nonce-" + id, origin, Instant.now().plus(life)));
    }

    /** One that is due, of the account main. */
    void due(String id) {
        session(id, "main", Duration.ofMillis(1), Duration.ofHours(47));
    }

    static Claims claim(ReconcileQueue queue, int free) {
        return await(queue.claim(BUCKET, free));
    }

    static List<String> ids(Claims claims) {
        return claims.claims().stream().map(Claim::session).toList();
    }

    static boolean done(ReconcileQueue queue, Claim claim, CheckOutcome outcome, Optional<Instant> next) {
        return await(queue.done(claim, new Checked(outcome, false, next, "main", Duration.ZERO)));
    }

    static boolean held(ReconcileQueue queue, Claim claim, Duration hold) {
        var next = Optional.of(claim.now());
        return await(queue.done(claim, new Checked(CheckOutcome.REFUSED, false, next, "main", hold)));
    }

    /** The time of a session's next check, by Redis' clock. */
    Optional<Instant> next(String id) {
        var score = kit.redis("ZSCORE", key("reconcile"), TENANT + "/" + id);
        return Optional.ofNullable(score).map(at -> Instant.ofEpochMilli((long) Double.parseDouble(at.toString())));
    }

    io.vertx.redis.client.Response redis(String command, String... args) {
        return kit.redis(command, args);
    }

    String key(String name) {
        return kit.names().of(TENANT) + name;
    }

    @Override
    public void close() {
        kit.close();
        await(vertx.close());
    }
}
