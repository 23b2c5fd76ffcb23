package io.hppgateway.ops;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisUnavailableException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says plainly, once Redis answers, when it is set up so that it may lose what was accepted: each master must never evict
 * ({@code maxmemory-policy noeviction}) and must write to disk ({@code appendonly yes}); it must be 6.2 or newer.
 */
public final class RedisCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);
    private static final long AGAIN_MS = 2000;
    private static final Pattern VERSION = Pattern.compile("redis_version:((\\d+)\\.(\\d+)\\S*)");
    private static final Pattern CLUSTER = Pattern.compile("cluster_enabled:1");

    private final Vertx vertx;
    private final RedisLink redis;
    private final boolean knowsCluster;
    private long timer = -1;

    /** @param knowsCluster whether Redis may be a cluster: a link to one server serves some of its keys only */
    public RedisCheck(Vertx vertx, RedisLink redis, boolean knowsCluster) {
        this.vertx = vertx;
        this.redis = redis;
        this.knowsCluster = knowsCluster;
    }

    /** Looks now, and again until Redis answers. */
    public void start() {
        setting("maxmemory-policy", "noeviction", "it may throw away events that were accepted")
                .compose(done -> setting("appendonly", "yes", "a restart loses events that were accepted"))
                .compose(done -> ask(Request.cmd(Command.INFO), this::information))
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

    private Future<Void> setting(String setting, String wanted, String consequence) {
        var get = Request.cmd(Command.CONFIG).arg("GET").arg(setting);
        return ask(get, (master, answer) -> {
            String is = value(answer);
            if (is != null && !is.equals(wanted)) {
                LOG.warn("{} has {} {}: {}. Set it to {}.", master, setting, is, consequence, wanted);
            }
        });
    }

    private Future<Void> ask(Request question, BiConsumer<String, @Nullable Response> judge) {
        return redis.askMasters(key -> question).compose(told -> judge(told, judge));
    }

    private static Future<Void> judge(List<RedisLink.Told> told, BiConsumer<String, @Nullable Response> judge) {
        for (var one : told) {
            if (one.answer().failed()) {
                return Future.failedFuture(one.answer().cause());
            }
            judge.accept(one.master(), one.answer().result());
        }
        return Future.succeededFuture();
    }

    /** RESP3 gives a map, RESP2 a list of name and value; a managed Redis may give neither. */
    private static @Nullable String value(@Nullable Response answer) {
        if (answer == null || answer.size() == 0) {
            return null;
        }
        Response value = answer.isMap() ? answer.get(answer.getKeys().iterator().next()) : answer.get(1);
        return value == null ? null : value.toString();
    }

    private void information(String master, @Nullable Response answer) {
        String text = String.valueOf(answer);
        Matcher version = VERSION.matcher(text);
        if (version.find() && isOlder(Integer.parseInt(version.group(2)), Integer.parseInt(version.group(3)))) {
            LOG.warn("{} is version {}; 6.2 or newer is needed", master, version.group(1));
        }
        if (!knowsCluster && CLUSTER.matcher(text).find()) {
            LOG.warn(
                    "{} belongs to a cluster, and only a part of the keys is there. redis.url must be redis+cluster://…",
                    master);
        }
    }

    private static boolean isOlder(int major, int minor) {
        return major < 6 || (major == 6 && minor < 2);
    }

    /** Looks no more. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.succeededFuture();
    }
}
