package io.hppgateway.ops;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says plainly, once Redis answers, when it is set up so that it may lose what was accepted: it must never evict ({@code
 * maxmemory-policy noeviction}) and must write to disk ({@code appendonly yes}).
 */
public final class RedisCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);
    private static final long AGAIN_MS = 2000;

    private final Vertx vertx;
    private final RedisLink redis;
    private long timer = -1;

    public RedisCheck(Vertx vertx, RedisLink redis) {
        this.vertx = vertx;
        this.redis = redis;
    }

    /** Looks now, and again until Redis answers. */
    public void start() {
        check("maxmemory-policy", "noeviction", "it may throw away events that were accepted")
                .compose(done -> check("appendonly", "yes", "a restart loses events that were accepted"))
                .onFailure(this::failed);
    }

    private void failed(Throwable failure) {
        if (failure instanceof RedisUnavailableException) {
            LOG.warn("Redis does not answer yet; the gateway is not ready: {}", failure.getMessage());
            timer = vertx.setTimer(AGAIN_MS, again -> start());
        } else {
            LOG.info("Redis does not tell its settings; see to noeviction and appendonly yourself");
        }
    }

    private Future<Void> check(String setting, String wanted, String consequence) {
        var get = Request.cmd(Command.CONFIG).arg("GET").arg(setting);
        return redis.send(get).map(answer -> {
            String is = value(answer);
            if (is != null && !is.equals(wanted)) {
                LOG.warn("Redis has {} {}: {}. Set it to {}.", setting, is, consequence, wanted);
            }
            return null;
        });
    }

    /** RESP3 gives a map, RESP2 a list of name and value; a managed Redis may give neither. */
    private static @Nullable String value(@Nullable Response answer) {
        if (answer == null || answer.size() == 0) {
            return null;
        }
        Response value = answer.isMap() ? answer.get(answer.getKeys().iterator().next()) : answer.get(1);
        return value == null ? null : value.toString();
    }

    /** Looks no more. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }
}
