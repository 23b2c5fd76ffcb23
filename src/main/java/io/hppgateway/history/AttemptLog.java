package io.hppgateway.history;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was tried last for a tenant. Reads {@code attempts:TENANT}, described at the journal. Futures fail with the
 * exceptions of {@link RedisLink}.
 */
public final class AttemptLog {
    private final RedisLink redis;
    private final Namespace names;
    private final Attempts attempts;

    /** Reads what journals with the same namespace and keyset wrote. */
    public AttemptLog(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.attempts = new Attempts(box);
    }

    /** The last attempts of a tenant, newest first. */
    public Future<List<AttemptEntry>> last(String tenant, int limit) {
        return redis.send(Request.cmd(Command.XREVRANGE)
                        .arg(names.of(tenant) + "attempts:" + tenant)
                        .arg("+")
                        .arg("-")
                        .arg("COUNT")
                        .arg(limit))
                .map(this::read);
    }

    private List<AttemptEntry> read(@Nullable Response entries) {
        var read = new ArrayList<AttemptEntry>();
        if (entries != null) {
            entries.forEach(entry -> read.add(attempts.read(entry.get(0).toString(), entry.get(1))));
        }
        return read;
    }
}
