package io.hppgateway.delivery;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Proves that nothing was lost: what was accepted is delivered, given up, expired or waiting. Reads the journal's keys. */
public final class DeliveryAudit {
    private static final Script AUDIT = Script.load("lua/common.lua", "lua/audit.lua");

    /** Sessions looked at in one script: about 10 ms during which Redis does nothing else. */
    private static final int MOST = 10_000;

    private final RedisLink redis;
    private final Namespace names;

    /** Audits what a journal with the same namespace keeps. */
    public DeliveryAudit(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.names = names;
    }

    /** Counts a tenant's deliveries. Fails with the exceptions of {@link RedisLink}. */
    public Future<Audit> of(String tenant) {
        return redis.run(AUDIT, List.of(names.of(tenant)), Args.of(tenant).add(MOST))
                .map(DeliveryAudit::audit);
    }

    private static Audit audit(@Nullable Response answer) {
        Response a = Objects.requireNonNull(answer);
        return new Audit(
                a.get(0).toLong() == 1,
                a.get(1).toLong(),
                a.get(2).toLong(),
                a.get(3).toLong(),
                a.get(4).toLong(),
                a.get(5).toLong(),
                a.get(6).toLong(),
                a.get(7).toLong(),
                a.get(8).toLong(),
                a.get(9).toLong(),
                new Audit.Endpoints(
                        a.get(10).toLong(),
                        a.get(11).toLong(),
                        a.get(12).toLong(),
                        a.get(13).toLong()));
    }
}
