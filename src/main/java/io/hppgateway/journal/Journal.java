package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes events in, grants their deliveries, and ends them. Every change is one script in one hash slot, so it happens
 * whole or not at all; futures fail with the exceptions of {@link RedisLink}.
 *
 * <p>Keys, each behind {@link Namespace#of}; REF is {@code <tenant>/<endpoint>}, with {@code !replay} for replays:
 *
 * <pre>
 * session:SESSION     hash    the record; lives until its end + retention. Made here when the news overtakes the create.
 * reconcile           zset    TENANT/SESSION → when Klarna is asked about it; see ReconcileQueue
 * dedup:TENANT:ID     string  Klarna's event id → ours, which follows from it; TTL dedup
 * event:ID            hash    tenant, session, head (see EventHead) and sealed content; TTL retention
 * feed:TENANT         stream  the tenant's events in order; trimmed to the retention by each accept
 * attempts:TENANT     stream  every attempt, "REF SESSION EVENT ATTEMPT OUTCOME STATUS LATENCY": a line each of those that succeeded in
 *                             one call, one with its error and sealed response; trimmed to the retention by each settle
 * ep:REF:queue        hash    session → its undelivered events, "ID ID …" in order; "ID~N" is one replayed under a new id; a
 *                             field is gone when none is left
 * ep:REF:due          zset    session → when its first event may go out (ms); a session is here or in lease
 * ep:REF:lease        zset    session → end of its lease (ms); the size is the permits in use
 * ep:REF:fence        hash    session → fence of its lease; removed with it
 * ep:REF:attempt      hash    session → attempts made with its first event; removed with it
 * ep:REF:health       hash    permits, lease, pause, breaker, last failure, alerts told; removed with the endpoint
 * alerts              zset    what a tenant is to hear of an endpoint → when it was noted (ms); removed when it is told
 * ep:REF:pace         string  rate limit; TTL a minute after its last use
 * sessions:TENANT     zset    session → when its record was made (ms); gone ones are removed as new ones come, TTL that of the
 *                             record that lives longest
 * day:TENANT:DAY      hash    DAY in days since 1970, UTC: "REF accepted|delivered|dead|expired", of the events accepted on
 *                             that day, "REF first|last" "ID SESSION SEQ TIME"; TTL retention + 3 days
 * timeline:SESSION    list    what happened to a session: "event ID", "attempt ENTRY"; lives as long as the record
 * dead:REF            zset    event → when it was given up; trimmed to the retention
 * endpoints:TENANT    set     every REF that ever got an event; removed with the endpoint
 * sched               zset    REF → when somebody must look (ms); removed when it has no work
 * fence               string  counter, never removed: a fence is never given twice
 * stats:TENANT        hash    accepted = delivered + dead + expired + live, per event and endpoint; reaped, stale, duplicate
 * </pre>
 *
 * <p>Every new event is also published on the channel {@link Namespace#channel} of {@code news}, to all pods:
 * {@code "TENANT SESSION ID CURSOR SEQ STATUS"}.
 */
public final class Journal {
    private static final Script ACCEPT =
            Script.load("lua/common.lua", "lua/recheck.lua", "lua/sessions.lua", "lua/publish.lua", "lua/accept.lua");
    private static final Script SWEEP = Script.load("lua/common.lua", "lua/sweep.lua");

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;
    private final JournalSettings settings;
    private final Recheck recheck;
    private final Grants grants;
    private final Settles settles;

    /** @param recheck when Klarna is asked about a session that news came of */
    public Journal(RedisLink redis, Namespace names, SecretBox box, JournalSettings settings, Recheck recheck) {
        this.redis = redis;
        this.names = names;
        this.box = box;
        this.settings = settings;
        this.recheck = recheck;
        this.grants = new Grants(box);
        this.settles = new Settles(redis, settings, grants);
    }

    /**
     * Takes in an event for these endpoints. Once this succeeded, each of them gets it at least once. May be repeated with
     * the same {@code klarnaEventId}: the answer is then {@code known}.
     */
    public Future<Acceptance> accept(Arrival arrival, List<Subscription> subscriptions) {
        String id = idOf(arrival);
        var record = new RecordKey(arrival.tenant(), arrival.sessionId());
        byte[] content = new Content(arrival.body(), arrival.session()).pack();
        var args = Args.of(arrival.tenant(), arrival.account(), arrival.sessionId(), arrival.klarnaEventId(), id)
                .add(arrival.status())
                .add(arrival.finalStatus())
                .add(arrival.updatedAt())
                .add(arrival.expiresAt())
                .add(arrival.source())
                .add(arrival.verified())
                .add(arrival.type())
                .add(box.seal(content, Event.contentContext(arrival.tenant(), id)))
                .add(box.seal(arrival.session().getBytes(), record.context(RecordKey.BODY)))
                .add(settings.retention().toMillis())
                .add(settings.dedup().toMillis());
        recheck.addTo(args, recheck.after(arrival));
        args.add(arrival.trace().toString());
        subscriptions.forEach(subscription -> subscription.addTo(args));
        return redis.runConfirmed(ACCEPT, List.of(names.of(arrival.tenant())), args)
                .map(answer -> acceptance(arrival, subscriptions, present(answer)));
    }

    private static String idOf(Arrival arrival) {
        return arrival.klarnaEventId().isEmpty()
                ? EventIds.random()
                : EventIds.of(arrival.tenant(), arrival.klarnaEventId());
    }

    private Acceptance acceptance(Arrival arrival, List<Subscription> subscriptions, Response answer) {
        boolean known = answer.get(0).toInteger() == 1;
        var event = new Event(
                answer.get(1).toString(),
                arrival.tenant(),
                arrival.account(),
                arrival.sessionId(),
                arrival.type(),
                Long.parseLong(answer.get(2).toString()),
                arrival.status(),
                arrival.source(),
                arrival.verified(),
                answer.get(3).toString().equals("1"),
                Long.parseLong(answer.get(4).toString()),
                new Content(arrival.body(), arrival.session()));
        var granted = new ArrayList<Grant>();
        for (int i = 5; i < answer.size(); i += 3) {
            var to = subscriptions.get(answer.get(i).toInteger() - 1);
            var url = grants.url(answer.get(i + 2), arrival.tenant(), arrival.sessionId());
            granted.add(Grant.first(to, answer.get(i + 1).toLong(), event, url, arrival.trace()));
        }
        return new Acceptance(known, event.id(), event.sequence(), event.outdated(), granted);
    }

    /**
     * Ends a grant's lease.
     *
     * @param freeSlots deliveries of this endpoint the caller can take on now
     */
    public Future<Settlement> settle(Grant grant, DeliveryOutcome outcome, int freeSlots) {
        var lease = EndedLease.of(
                grant, outcome, freeSlots, response -> box.seal(response, Attempt.context(grant.endpoint())));
        return settles.settle(names.of(grant.endpoint().tenant()), lease);
    }

    /**
     * Looks after a bucket: takes back leases that ran out, grants what is due. Safe on all pods at once.
     *
     * @param bucket 0 to 63
     * @param freeSlots deliveries the caller can take on now
     */
    public Future<Sweep> sweep(int bucket, int freeSlots) {
        return redis.run(
                        SWEEP,
                        List.of(names.bucket(bucket)),
                        new Args().add(freeSlots).add(settings.alertMillis()))
                .map(answer -> swept(present(answer)));
    }

    private Sweep swept(Response answer) {
        long wait = answer.get(0).toLong();
        return new Sweep(
                grants.read(answer, 4),
                answer.get(1).toInteger(),
                Duration.ofMillis(answer.get(2).toLong()),
                answer.get(3).stream()
                        .map(noted -> EndpointAlert.parse(noted.toString()))
                        .toList(),
                wait < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(wait)));
    }

    private static Response present(@Nullable Response answer) {
        if (answer == null) {
            throw new IllegalStateException("a script of the journal answered nothing");
        }
        return answer;
    }
}
