package io.hppgateway.ops;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisUnavailableException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says plainly, once Redis answers, when it is set up so that it may lose what was accepted: each master must never evict
 * ({@code maxmemory-policy noeviction}) and must write to disk ({@code appendonly yes}); it must be 6.2 or newer.
 */
public final class RedisCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);
    private static final long AGAIN_MS = 2000;
    // INFO.
    private static final Pattern POLICY = Pattern.compile("maxmemory_policy:([\\w-]+)");
    private static final Pattern FORGETFUL = Pattern.compile("aof_enabled:0");
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
        // Not CONFIG GET: who may ask that learns Redis' passwords, so that few may.
        redis.askMasters(key -> Request.cmd(Command.INFO))
                .compose(RedisCheck::all)
                .onSuccess(told -> told.forEach(
                        one -> judge(one.master(), String.valueOf(one.answer().result()))))
                .onFailure(this::failed);
    }

    private static Future<List<RedisLink.Told>> all(List<RedisLink.Told> told) {
        return told.stream()
                .map(RedisLink.Told::answer)
                .filter(AsyncResult::failed)
                .findFirst()
                .map(failed -> Future.<List<RedisLink.Told>>failedFuture(failed.cause()))
                .orElseGet(() -> Future.succeededFuture(told));
    }

    private void failed(Throwable failure) {
        if (failure instanceof RedisUnavailableException) {
            LOG.warn("Redis does not answer yet; the gateway is not ready: {}", failure.getMessage());
            timer = vertx.setTimer(AGAIN_MS, again -> start());
        } else {
            LOG.warn(
                    "Redis does not say how it is set up; see to noeviction, appendonly and its version yourself: {}",
                    failure.getMessage());
        }
    }

    private void judge(String master, String information) {
        Matcher policy = POLICY.matcher(information);
        if (policy.find() && !policy.group(1).equals("noeviction")) {
            LOG.warn(
                    "{} has maxmemory-policy {}: it may throw away events that were accepted. Set it to noeviction.",
                    master,
                    policy.group(1));
        }
        if (FORGETFUL.matcher(information).find()) {
            LOG.warn("{} has appendonly no: a restart loses events that were accepted. Set it to yes.", master);
        }
        Matcher version = VERSION.matcher(information);
        if (version.find() && isOlder(Integer.parseInt(version.group(2)), Integer.parseInt(version.group(3)))) {
            LOG.warn("{} is version {}; 6.2 or newer is needed", master, version.group(1));
        }
        if (!knowsCluster && CLUSTER.matcher(information).find()) {
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
