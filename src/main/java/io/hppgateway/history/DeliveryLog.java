package io.hppgateway.history;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's deliveries, each with its attempts. Reads {@code ep:REF:*}, {@code dead:REF}, {@code attempts:TENANT},
 * {@code timeline:SESSION} and {@code event:ID}, all described at the journal. Futures fail with the exceptions of
 * {@link RedisLink}.
 */
public final class DeliveryLog {
    private static final Script ONE = Script.load("lua/common.lua", "lua/attempts.lua", "lua/delivery.lua");
    private static final Script WAITING = Script.load("lua/common.lua", "lua/order.lua", "lua/deliveries-waiting.lua");
    private static final Script DEAD = Script.load("lua/common.lua", "lua/order.lua", "lua/deliveries-dead.lua");
    private static final Script TRIED = Script.load("lua/attempts.lua", "lua/deliveries-tried.lua");
    private static final Script SESSION =
            Script.load("lua/common.lua", "lua/attempts.lua", "lua/deliveries-session.lua");
    private static final Script RETRY = Script.load("lua/common.lua", "lua/retry-now.lua");

    /** Steps of its session that are searched for a delivery's attempts: some 2 ms of Redis' time. */
    private static final int STEPS = 500;

    /** Deliveries read at the same time for one page. */
    private static final int SIDE_BY_SIDE = 10;

    /** Attempts looked at for one page. */
    private static final int LOOKS = 1000;

    // How many texts say where a page begins, see the first lines of the scripts.
    private static final int WAITING_PLACE = 5;
    private static final int DEAD_PLACE = 3;
    private static final int TRIED_PLACE = 1;

    private final RedisLink redis;
    private final Namespace names;
    private final Attempts attempts;

    /** Reads what journals with the same namespace and keyset wrote. */
    public DeliveryLog(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.attempts = new Attempts(box);
    }

    /**
     * A page; it may hold fewer than asked for, even none, and still not be the last.
     *
     * @param next where the next page begins, to be given back as it is
     */
    public record Page(List<Delivery> deliveries, List<String> next, boolean more) {}

    /** A candidate: the delivery, and the attempt that it was found by. */
    private record Found(DeliveryId id, Optional<String> attempt) {}

    /**
     * What waits, by endpoint and then by when it is due. It moves meanwhile: what is tried again during a walk may show twice.
     *
     * @param which {@code pending}, {@code held}, or {@code failed} for either after a failed attempt
     * @param behind texts of {@link Page#next}; empty ones for the start
     */
    public Future<Page> waiting(
            String tenant, Optional<String> endpoint, String which, List<String> behind, int limit) {
        var args = Args.of(tenant, endpoint.orElse(""), which).add(limit);
        behind.forEach(args::add);
        return redis.run(WAITING, List.of(names.of(tenant)), args)
                .compose(answer -> page(one(tenant), Objects.requireNonNull(answer), WAITING_PLACE, 2));
    }

    /** What was given up, by endpoint and then the newest first. */
    public Future<Page> dead(String tenant, Optional<String> endpoint, List<String> behind, int limit) {
        var args = Args.of(tenant, endpoint.orElse("")).add(limit);
        behind.forEach(args::add);
        return redis.run(DEAD, List.of(names.of(tenant)), args)
                .compose(answer -> page(id -> findDead(tenant, id), Objects.requireNonNull(answer), DEAD_PLACE, 2));
    }

    /** A replay under its event's own id is listed by that id alone, as the first delivery is, which may not be dead. */
    private Future<Optional<Delivery>> findDead(String tenant, DeliveryId id) {
        var replay = new DeliveryId(id.webhookId(), id.endpoint(), true);
        return find(tenant, id)
                .compose(first ->
                        first.filter(one -> one.state() == Delivery.State.DEAD).isPresent()
                                ? Future.succeededFuture(first)
                                : find(tenant, replay));
    }

    /**
     * What was tried, the last attempt first.
     *
     * @param outcome {@code delivered}, or empty for all
     */
    public Future<Page> tried(
            String tenant, Optional<String> endpoint, Optional<String> outcome, List<String> behind, int limit) {
        var args = Args.of(tenant, endpoint.orElse(""), outcome.orElse(""))
                .add(limit)
                .add(LOOKS);
        behind.forEach(args::add);
        return redis.run(TRIED, List.of(names.of(tenant)), args)
                .compose(answer -> page(one(tenant), Objects.requireNonNull(answer), TRIED_PLACE, 3));
    }

    private Function<DeliveryId, Future<Optional<Delivery>>> one(String tenant) {
        return id -> find(tenant, id);
    }

    private Future<Page> page(
            Function<DeliveryId, Future<Optional<Delivery>>> read, Response answer, int place, int width) {
        var found = new ArrayList<Found>();
        for (int i = 1 + place; i < answer.size(); i += width) {
            var id =
                    DeliveryId.ofRef(answer.get(i).toString(), answer.get(i + 1).toString());
            found.add(new Found(
                    id,
                    width < 3 ? Optional.empty() : Optional.of(answer.get(i + 2).toString())));
        }
        var next = new ArrayList<String>();
        for (int i = 1; i <= place; i++) {
            next.add(answer.get(i).toString());
        }
        return all(read, found).map(all -> new Page(all, next, answer.get(0).toInteger() == 1));
    }

    /** A few at a time, each with a command of its own, so that Redis serves others between them. */
    private Future<List<Delivery>> all(Function<DeliveryId, Future<Optional<Delivery>>> read, List<Found> found) {
        var some = found.subList(0, Math.min(SIDE_BY_SIDE, found.size()));
        var rest = found.subList(some.size(), found.size());
        var reads = some.stream().map(one -> read.apply(one.id())).toList();
        return Future.all(reads).compose(done -> {
            var deliveries = new ArrayList<Delivery>();
            for (int i = 0; i < some.size(); i++) {
                reads.get(i).result().filter(isLastOf(some.get(i))).ifPresent(deliveries::add);
            }
            return rest.isEmpty()
                    ? Future.succeededFuture(deliveries)
                    : all(read, rest).map(more -> concat(deliveries, more));
        });
    }

    private static List<Delivery> concat(List<Delivery> some, List<Delivery> more) {
        some.addAll(more);
        return some;
    }

    /** A delivery that is found by each of its attempts counts for the last of them. */
    private static Predicate<Delivery> isLastOf(Found found) {
        return delivery -> found.attempt().isEmpty()
                || delivery.attempts().isEmpty()
                || delivery.attempts()
                        .get(delivery.attempts().size() - 1)
                        .cursor()
                        .equals(found.attempt().get());
    }

    /**
     * A session's deliveries: those that were tried, in the order of their first attempts, then those that wait.
     *
     * @param behind how many came before, as {@link Page#next} says
     */
    public Future<Page> ofSession(
            String tenant, String session, Optional<String> endpoint, List<String> behind, int limit) {
        var args = Args.of(tenant, session, endpoint.orElse("")).add(STEPS);
        int from = behind.get(0).isEmpty() ? 0 : Integer.parseInt(behind.get(0));
        return redis.run(SESSION, List.of(names.of(tenant)), args).compose(answer -> {
            Response all = Objects.requireNonNull(answer);
            int end = Math.min(all.size(), 2 * (from + limit));
            var found = new ArrayList<Found>();
            for (int i = 2 * from; i < end; i += 2) {
                found.add(new Found(
                        DeliveryId.ofRef(all.get(i).toString(), all.get(i + 1).toString()), Optional.empty()));
            }
            return all(one(tenant), found).map(read -> new Page(read, List.of("" + end / 2), end < all.size()));
        });
    }

    /** One delivery; empty when this tenant has none such. */
    public Future<Optional<Delivery>> find(String tenant, DeliveryId id) {
        var args = Args.of(tenant, id.webhookId(), id.ref(tenant)).add(STEPS);
        return redis.run(ONE, List.of(names.of(tenant)), args)
                .map(answer -> Optional.ofNullable(answer).map(found -> delivery(id, found)));
    }

    private Delivery delivery(DeliveryId id, Response f) {
        var tries = new ArrayList<AttemptEntry>();
        for (int i = 7; i < f.size(); i += 2) {
            tries.add(attempts.read(f.get(i).toString(), f.get(i + 1)));
        }
        long next = f.get(6).toLong();
        return new Delivery(
                id,
                f.get(0).toString(),
                f.get(1).toString(),
                Long.parseLong(f.get(2).toString()),
                Delivery.State.valueOf(f.get(3).toString().toUpperCase(Locale.ROOT)),
                f.get(4).toInteger() == 1,
                f.get(5).toLong(),
                next == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(next)),
                tries);
    }

    /** Brings the next attempt of a waiting delivery forward to now; false when there is nothing to bring forward. */
    public Future<Boolean> retryNow(String tenant, Delivery delivery) {
        var args = Args.of(
                delivery.id().ref(tenant), delivery.sessionId(), delivery.id().webhookId());
        return redis.run(RETRY, List.of(names.of(tenant)), args).map(DeliveryLog::isOne);
    }

    private static boolean isOne(@Nullable Response answer) {
        return answer != null && answer.toInteger() == 1;
    }
}
