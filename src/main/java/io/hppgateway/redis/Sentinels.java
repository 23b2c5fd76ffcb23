package io.hppgateway.redis;

import io.hppgateway.redis.RedisDialer.Dialled;
import io.hppgateway.redis.address.RedisNode;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Those who know which server is the master now. The first that answers is asked first the next time, unless what it said was
 * wrong: that is checked with the server itself, since a Sentinel may have been cut off. From any thread.
 */
final class Sentinels {
    /** Where a Sentinel publishes that another server is the master. */
    static final String SWITCH = "+switch-master";

    private final RedisDialer dialer;
    private final List<RedisNode> nodes;
    private final String name;
    private final Duration patience;
    private final AtomicInteger first = new AtomicInteger();

    Sentinels(RedisDialer dialer, RedisSettings settings) {
        this.dialer = dialer;
        this.nodes = settings.url().nodes();
        this.name = settings.url().master();
        this.patience = settings.commandTimeout();
    }

    /** A connection to the master, which says itself that it is one. */
    Future<Dialled> dialMaster() {
        return dialSentinel()
                .compose(sentinel -> ask(sentinel)
                        .compose(dialer::server)
                        .compose(this::onlyMaster)
                        .onFailure(failure -> passOver(sentinel)));
    }

    /** One that knows nothing, cannot say, or is wrong: the next one is asked the next time. */
    private void passOver(Dialled sentinel) {
        int wrong = nodes.indexOf(sentinel.node());
        // Once, however many learn of it at the same time.
        first.compareAndSet(wrong, (wrong + 1) % nodes.size());
    }

    /** How many there are. */
    int count() {
        return nodes.size();
    }

    /** A connection to a Sentinel. */
    Future<Dialled> dialSentinel() {
        return dialSentinel(0);
    }

    private Future<Dialled> dialSentinel(int failed) {
        int candidate = (first.get() + failed) % nodes.size();
        return dialer.sentinel(nodes.get(candidate))
                .onSuccess(open -> first.set(candidate))
                .recover(failure -> failed + 1 < nodes.size() ? dialSentinel(failed + 1) : none(failure));
    }

    private static Future<Dialled> none(Throwable last) {
        return Future.failedFuture(
                new RedisUnavailableException("no Sentinel can be asked for the master: " + last.getMessage(), last));
    }

    private Future<RedisNode> ask(Dialled sentinel) {
        var question =
                Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(name);
        return once(sentinel, question).onComplete(done -> sentinel.close()).map(this::address);
    }

    private RedisNode address(@Nullable Response answer) {
        if (answer == null) {
            throw new RedisUnavailableException("the Sentinels know no master named " + name, null);
        }
        return new RedisNode(answer.get(0).toString(), answer.get(1).toInteger());
    }

    private Future<Dialled> onlyMaster(Dialled server) {
        return once(server, Request.cmd(Command.ROLE))
                .map(role -> {
                    if (role == null || !role.get(0).toString().equals("master")) {
                        throw new RedisUnavailableException(server.node() + " is not the master yet", null);
                    }
                    return server;
                })
                .onFailure(failure -> server.close());
    }

    private Future<@Nullable Response> once(Dialled open, Request request) {
        return open.connection()
                .send(request)
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                // Also a "no": without an answer there is no master for us.
                .recover(failure -> Future.failedFuture(new RedisUnavailableException(
                        open.node() + " does not say who the master is: " + failure.getMessage(), failure)));
    }
}
