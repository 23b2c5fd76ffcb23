package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisRefusedException;
import io.hppgateway.redis.Script;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Ends leases in calls of settle.lua, of each bucket one at a time: what comes while one is under way goes together into the
 * next, which waits a moment for more. So an idle gateway settles at once, and a busy one shares the cost of a call, most of
 * which is the endpoint's and not the lease's. For any thread.
 */
final class Settles {
    private static final Script SETTLE = Script.load("lua/common.lua", "lua/settle.lua");

    /** Leases in one call: about a millisecond of Redis' time, in which it does nothing else. */
    static final int MOST = 64;

    /** So many do not wait for more. */
    private static final int ENOUGH = 24;

    private static final long MOMENT_MS = 1;

    private final RedisLink redis;
    private final Args policy;
    private final Grants grants;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    Settles(RedisLink redis, JournalSettings settings, Grants grants) {
        this.redis = redis;
        this.grants = grants;
        this.policy = new Args()
                .add(settings.retention().toMillis())
                .add(settings.breakFailures())
                .add(settings.breakSample())
                .add(settings.firstBreak().toMillis())
                .add(settings.longestBreak().toMillis())
                .add(settings.pauseAfter().toMillis())
                .add(settings.pauseFailures())
                .add(settings.alertMillis());
    }

    private record Item(EndedLease lease, Promise<Settlement> answer) {}

    /**
     * Ends a lease.
     *
     * @param bucket start of its keys
     */
    Future<Settlement> settle(String bucket, EndedLease lease) {
        Promise<Settlement> answer = redis.promise();
        lines.computeIfAbsent(bucket, Line::new).add(new Item(lease, answer));
        return answer.future();
    }

    private Future<@Nullable Response> call(String bucket, Collection<List<Item>> lanes) {
        var args = new Args().addAll(policy);
        for (List<Item> items : lanes) {
            var leases = items.stream().map(Item::lease).toList();
            args.add(leases.get(0).lane())
                    .add(leases.size())
                    .add(leases.stream().mapToInt(EndedLease::freeSlots).sum());
            EndedLease.addAll(leases, args);
        }
        return redis.run(SETTLE, List.of(bucket), args);
    }

    private static Collection<List<Item>> byLane(List<Item> items) {
        var lanes = new LinkedHashMap<String, List<Item>>();
        items.forEach(item -> lanes.computeIfAbsent(item.lease.lane(), lane -> new ArrayList<>())
                .add(item));
        return lanes.values();
    }

    /** Tells everybody of a lane what became of their lease, and deals out its next grants to those who have room. */
    private void tell(List<Item> items, Response answer) {
        var turns = new String[items.size()];
        String told = answer.get(0).toString();
        if (!told.isEmpty()) {
            for (String one : told.split(",", -1)) {
                int space = one.indexOf(' ');
                turns[Integer.parseInt(one.substring(0, space))] = one.substring(space + 1);
            }
        }
        var hands = deal(items, grants.read(answer, 1));
        for (int i = 0; i < items.size(); i++) {
            items.get(i).answer.complete(settlement(turns[i], hands.get(i)));
        }
    }

    private static List<List<Grant>> deal(List<Item> items, List<Grant> next) {
        var hands = new ArrayList<List<Grant>>(items.size());
        items.forEach(item -> hands.add(new ArrayList<>()));
        int turn = 0;
        for (Grant grant : next) {
            while (hands.get(turn).size() >= items.get(turn).lease.freeSlots()) {
                turn = (turn + 1) % items.size();
            }
            hands.get(turn).add(grant);
            turn = (turn + 1) % items.size();
        }
        return hands;
    }

    private static Settlement settlement(@Nullable String turn, List<Grant> next) {
        boolean stale = "stale".equals(turn);
        return new Settlement(
                stale,
                stale || turn == null ? Settlement.Turn.NONE : Settlement.Turn.valueOf(turn.toUpperCase(Locale.ROOT)),
                next);
    }

    /** The leases of a bucket that wait for the call under way. */
    private final class Line {
        private final String bucket;
        private final Queue<Item> waiting = new ArrayDeque<>();
        private boolean busy;

        Line(String bucket) {
            this.bucket = bucket;
        }

        void add(Item item) {
            synchronized (this) {
                if (busy) {
                    waiting.add(item);
                    return;
                }
                busy = true;
            }
            send(List.of(item));
        }

        private void send(List<Item> items) {
            var lanes = byLane(items);
            call(bucket, lanes).onComplete(answer -> {
                next();
                tell(lanes, answer);
            });
        }

        private void next() {
            int waits;
            synchronized (this) {
                waits = waiting.size();
                busy = waits > 0;
            }
            if (waits >= ENOUGH) {
                sendNext();
            } else if (waits > 0) {
                redis.later(MOMENT_MS, this::sendNext);
            }
        }

        private void sendNext() {
            var items = new ArrayList<Item>();
            synchronized (this) {
                while (items.size() < MOST && !waiting.isEmpty()) {
                    items.add(waiting.remove());
                }
            }
            send(items);
        }

        private void tell(Collection<List<Item>> lanes, AsyncResult<@Nullable Response> answer) {
            if (answer.succeeded() && answer.result() != null) {
                int lane = 0;
                for (List<Item> items : lanes) {
                    Response told = answer.result().get(lane++);
                    try {
                        Settles.this.tell(items, told);
                    } catch (RuntimeException e) { // a grant that nobody can read; whoever waits must not wait for ever
                        items.forEach(item -> item.answer.tryFail(e));
                    }
                }
                return;
            }
            var items = lanes.stream().flatMap(List::stream).toList();
            if (items.size() > 1 && answer.cause() instanceof RedisRefusedException) {
                // One of them is to blame; the others must not wait for the end of their leases.
                for (Item item : items) {
                    var alone = List.of(List.of(item));
                    call(bucket, alone).onComplete(result -> tell(alone, result));
                }
            } else {
                items.forEach(item -> item.answer.fail(failure(answer)));
            }
        }

        private Throwable failure(AsyncResult<?> answer) {
            return answer.failed() ? answer.cause() : new IllegalStateException("settle.lua answered nothing");
        }
    }
}
