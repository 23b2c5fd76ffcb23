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
import org.jspecify.annotations.Nullable;

/**
 * Those who know which server is the master now. The first that answers is believed, and asked first the next time; what it
 * says is checked with the server itself, since a Sentinel that was cut off may be wrong. From any thread.
 */
final class Sentinels {
    /** Where a Sentinel publishes that another server is the master. */
    static final String SWITCH = "+switch-master";

    private final RedisDialer dialer;
    private final List<RedisNode> nodes;
    private final String name;
    private final Duration patience;
    private volatile int first;

    Sentinels(RedisDialer dialer, RedisSettings settings) {
        this.dialer = dialer;
        this.nodes = settings.url().nodes();
        this.name = settings.url().master();
        this.patience = settings.commandTimeout();
    }

    /** A connection to the master. */
    Future<Dialled> dialMaster() {
        return master().compose(dialer::server).compose(this::onlyMaster);
    }

    /** A connection to a Sentinel. */
    Future<Dialled> dialSentinel() {
        return dialSentinel(0);
    }

    private Future<Dialled> dialSentinel(int failed) {
        int candidate = (first + failed) % nodes.size();
        return dialer.sentinel(nodes.get(candidate))
                .onSuccess(open -> first = candidate)
                .recover(failure -> failed + 1 < nodes.size() ? dialSentinel(failed + 1) : none(failure));
    }

    private static Future<Dialled> none(Throwable last) {
        return Future.failedFuture(
                new RedisUnavailableException("no Sentinel can be asked for the master: " + last.getMessage(), last));
    }

    /** Who is the master, as a Sentinel says. */
    Future<RedisNode> master() {
        return dialSentinel().compose(this::ask);
    }

    private Future<RedisNode> ask(Dialled sentinel) {
        var question =
                Request.cmd(Command.SENTINEL).arg("get-master-addr-by-name").arg(name);
        return once(sentinel, question)
                .onComplete(done -> sentinel.close())
                .map(this::address)
                // One that knows nothing, or cannot say: the next one is asked the next time.
                .onFailure(failure -> first = (first + 1) % nodes.size());
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
        return open.connection().send(request).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
