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
import java.util.List;
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
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** @param policy what settle.lua is told before the leases */
    Settles(RedisLink redis, Args policy) {
        this.redis = redis;
        this.policy = policy;
    }

    private record Item(Args lease, Promise<Response> answer) {}

    /**
     * Ends a lease; the answer is the script's for this one.
     *
     * @param bucket start of its keys
     */
    Future<Response> settle(String bucket, Args lease) {
        Promise<Response> answer = redis.promise();
        lines.computeIfAbsent(bucket, Line::new).add(new Item(lease, answer));
        return answer.future();
    }

    private Future<@Nullable Response> call(String bucket, List<Item> items) {
        var args = new Args().addAll(policy);
        items.forEach(item -> args.addAll(item.lease));
        return redis.run(SETTLE, List.of(bucket), args);
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
            call(bucket, items).onComplete(answer -> {
                next();
                tell(items, answer);
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

        private void tell(List<Item> items, AsyncResult<@Nullable Response> answer) {
            if (answer.succeeded() && answer.result() != null) {
                for (int i = 0; i < items.size(); i++) {
                    items.get(i).answer.complete(answer.result().get(i));
                }
            } else if (items.size() > 1 && answer.cause() instanceof RedisRefusedException) {
                // One of them is to blame; the others must not wait for the end of their leases.
                items.forEach(item -> call(bucket, List.of(item)).onComplete(alone -> tell(List.of(item), alone)));
            } else {
                items.forEach(item -> item.answer.fail(failure(answer)));
            }
        }

        private Throwable failure(AsyncResult<?> answer) {
            return answer.failed() ? answer.cause() : new IllegalStateException("settle.lua answered nothing");
        }
    }
}
