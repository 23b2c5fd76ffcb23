package io.hppgateway.delivery;

import io.hppgateway.journal.EndpointRef;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops, starts and forgets endpoints. The keys are the journal's; nothing of its own. Futures fail with the exceptions of
 * {@link RedisLink}.
 */
public final class Endpoints {
    private static final Script PAUSE = Script.load("lua/common.lua", "lua/pause.lua");
    private static final Script RESUME = Script.load("lua/common.lua", "lua/resume.lua");
    private static final Script REMOVE = Script.load("lua/common.lua", "lua/remove.lua");

    /** What the scripts do at most in one call; see MOST in common.lua. */
    private static final long MOST = 1000;

    private final RedisLink redis;
    private final Namespace names;

    /** Steers what a journal with the same namespace keeps. */
    public Endpoints(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.names = names;
    }

    /**
     * From now on it gets nothing; what it is owed is held until it is resumed, or outlives the retention.
     *
     * @param reason for people; not empty
     * @return false when it was paused before, the earlier reason stays
     */
    public Future<Boolean> pause(EndpointRef endpoint, String reason) {
        return run(PAUSE, Args.of(endpoint.toString(), reason), endpoint).map(changed -> changed.toInteger() == 1);
    }

    /** Ends a pause, a break or a hold; everything it is owed is due now. */
    public Future<Void> resume(EndpointRef endpoint) {
        return run(RESUME, Args.of(endpoint.toString()), endpoint)
                .compose(brought -> brought.toLong() < MOST ? Future.succeededFuture() : resume(endpoint));
    }

    /**
     * Forgets it and what it was owed, which counts as expired. The caller subscribes it to nothing any more.
     *
     * @return how many events that were
     */
    public Future<Long> remove(EndpointRef endpoint) {
        return run(REMOVE, Args.of(endpoint.toString()), endpoint).compose(answer -> {
            long gone = answer.get(1).toLong();
            boolean done = answer.get(0).toLong() == 0;
            return done ? Future.succeededFuture(gone) : remove(endpoint).map(more -> gone + more);
        });
    }

    /** Every endpoint of a tenant that was ever owed something. */
    public Future<List<EndpointRef>> all(String tenant) {
        return send(Command.SMEMBERS, names.of(tenant) + "endpoints:" + tenant)
                .map(members -> members.stream()
                        .map(member -> EndpointRef.parse(member.toString()))
                        .toList());
    }

    /** How it is doing; of one that nobody knows, that it owes nothing. */
    public Future<EndpointState> state(EndpointRef endpoint) {
        String base = names.of(endpoint.tenant()) + "ep:" + endpoint;
        var health = send(Command.HGETALL, base + ":health");
        var due = inBothLanes(base, ":due");
        var lease = inBothLanes(base, ":lease");
        var dead = send(Command.ZCARD, names.of(endpoint.tenant()) + "dead:" + endpoint);
        return Future.all(health, due, lease, dead).map(done -> {
            long underWay = lease.result();
            return state(
                    endpoint,
                    health.result(),
                    due.result() + underWay,
                    underWay,
                    dead.result().toLong());
        });
    }

    /** What is replayed is owed as what is new is. */
    private Future<Long> inBothLanes(String base, String queue) {
        var main = send(Command.ZCARD, base + queue);
        var replays = send(Command.ZCARD, base + "!replay" + queue);
        return Future.all(main, replays)
                .map(done -> main.result().toLong() + replays.result().toLong());
    }

    private static EndpointState state(EndpointRef endpoint, Response health, long sessions, long underWay, long dead) {
        boolean broken = number(health, "opened") > 0;
        return new EndpointState(
                endpoint,
                Optional.ofNullable(health.get("paused"))
                        .map(Response::toString)
                        .filter(why -> !why.isEmpty()),
                time(health, "open_until").filter(until -> broken),
                time(health, "hold_until").filter(until -> until.isAfter(Instant.now())),
                number(health, "fails"),
                time(health, "failing_since"),
                time(health, "last_success"),
                sessions,
                underWay,
                dead);
    }

    private static long number(Response health, String field) {
        @Nullable Response value = health.get(field);
        return value == null ? 0 : Long.parseLong(value.toString());
    }

    private static Optional<Instant> time(Response health, String field) {
        long millis = number(health, field);
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private Future<Response> run(Script script, Args args, EndpointRef endpoint) {
        return redis.run(script, List.of(names.of(endpoint.tenant())), args).map(Objects::requireNonNull);
    }

    private Future<Response> send(Command command, String key) {
        return redis.send(Request.cmd(command).arg(key)).map(Objects::requireNonNull);
    }
}
