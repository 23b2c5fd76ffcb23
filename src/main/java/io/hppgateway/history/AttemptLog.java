package io.hppgateway.history;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was tried last for a tenant. Reads {@code attempts:TENANT}, described at the journal. Futures fail with the
 * exceptions of {@link RedisLink}.
 */
public final class AttemptLog {
    private static final Script LAST = Script.load("lua/attempts.lua", "lua/attempts-last.lua");

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
        return redis.run(LAST, List.of(names.of(tenant)), Args.of(tenant).add(limit))
                .map(this::read);
    }

    private List<AttemptEntry> read(@Nullable Response answer) {
        var read = new ArrayList<AttemptEntry>();
        if (answer != null) {
            for (int i = 0; i < answer.size(); i += 2) {
                read.add(attempts.read(answer.get(i).toString(), answer.get(i + 1)));
            }
        }
        return read;
    }
}
