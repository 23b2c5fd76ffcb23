package io.hppgateway.redis;

import io.hppgateway.redis.RedisDialer.Dialled;
import io.hppgateway.redis.address.RedisNode;
import io.hppgateway.redis.address.Slots;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who holds what in a cluster, as far as we know: one view for all event loops. Whoever finds it wrong says so, and it is
 * read again. From any thread.
 */
final class ClusterView {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);

    /** Everybody who meets a master that is gone asks for a new view; four a second are enough to see a replica take over. */
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final RedisDialer dialer;
    private final List<RedisNode> seeds;
    private final Duration patience;
    private volatile @Nullable Slots slots;
    private volatile @Nullable RedisNode helpful;
    private final Set<RedisNode> suspects = new LinkedHashSet<>();
    private @Nullable Future<Slots> reading;
    private long readAt = System.nanoTime() - PAUSE.toNanos();

    ClusterView(RedisDialer dialer, RedisSettings settings) {
        this.dialer = dialer;
        this.seeds = settings.url().nodes();
        this.patience = settings.commandTimeout();
    }

    /** The view; null before the first one was read. */
    @Nullable
    Slots slots() {
        return slots;
    }

    /** A server says that a slot is at another one. It stands before the whole is read. */
    synchronized void moved(int slot, RedisNode master) {
        if (slots != null && !master.equals(slots.owner(slot))) {
            slots = slots.with(slot, master);
        }
        suspect();
    }

    /** Something does not fit: reads it again, unless that was just done. */
    synchronized void suspect() {
        if (reading == null && System.nanoTime() - readAt > PAUSE.toNanos()) {
            read();
        }
    }

    /** The same; this server failed, so what it says of the others comes last: one that is cut off still tells its old view. */
    synchronized void suspect(RedisNode node) {
        suspects.remove(node);
        suspects.add(node);
        helpful = null; // it may be this one, by another of its names
        suspect();
    }

    /** Reads it; those who ask meanwhile get the same answer. */
    synchronized Future<Slots> read() {
        var underWay = reading;
        if (underWay != null) {
            return underWay;
        }
        var begun = ask(candidates(), 0);
        reading = begun;
        begun.onComplete(done -> ended());
        return begun;
    }

    private synchronized void ended() {
        reading = null;
        readAt = System.nanoTime();
    }

    /**
     * The one that answered last comes first, so that a server that is gone costs its time once; those that failed come last, the
     * latest at the end.
     */
    private List<RedisNode> candidates() {
        var all = new LinkedHashSet<RedisNode>();
        if (helpful != null) {
            all.add(helpful);
        }
        if (slots != null) {
            all.addAll(slots.masters());
        }
        all.addAll(seeds);
        suspects.retainAll(all);
        all.removeAll(suspects);
        all.addAll(suspects);
        return new ArrayList<>(all);
    }

    private Future<Slots> ask(List<RedisNode> nodes, int next) {
        RedisNode node = nodes.get(next);
        return dialer.server(node).compose(this::slotsOf).onSuccess(this::take).recover(failure -> {
            if (node.equals(helpful)) {
                helpful = null;
            }
            return next + 1 < nodes.size() ? ask(nodes, next + 1) : nobody(failure);
        });
    }

    private static Future<Slots> nobody(Throwable last) {
        return Future.failedFuture(new RedisUnavailableException(
                "no server of the Redis Cluster says who holds what: " + last.getMessage(), last));
    }

    private Future<Slots> slotsOf(Dialled open) {
        return open.connection()
                .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .map(answer -> Slots.of(answer, open.node()))
                .map(read -> {
                    if (read.masters().isEmpty()) {
                        throw new RedisUnavailableException(open.node() + " knows of no slot", null);
                    }
                    return read;
                })
                .onSuccess(read -> helpful = open.node())
                .onComplete(done -> open.close());
    }

    private synchronized void take(Slots read) {
        if (slots == null || !slots.masters().equals(read.masters())) {
            LOG.info("the masters of the Redis Cluster are {}", read.masters());
        }
        slots = read;
    }
}
