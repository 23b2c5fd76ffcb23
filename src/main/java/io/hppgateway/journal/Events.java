package io.hppgateway.journal;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads accepted events; the keys are described at {@link Journal}. Futures fail with the exceptions of {@link RedisLink}. */
public final class Events {
    private final RedisLink redis;
    private final Namespace names;
    private final Grants grants;

    /** Reads what a journal with the same namespace and keyset wrote. */
    public Events(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.grants = new Grants(box);
    }

    /** An event of this tenant; empty when it has none such, or it has outlived the retention. */
    public Future<Optional<Event>> find(String tenant, String id) {
        Request request = Request.cmd(Command.HMGET)
                .arg(names.of(tenant) + "event:" + id)
                .arg("tenant")
                .arg("session")
                .arg("head")
                .arg("content");
        return redis.send(request).map(answer -> event(tenant, id, answer));
    }

    /** Those of these events that still exist, in the same order; read in one pipeline. */
    public Future<List<Event>> find(String tenant, List<String> ids) {
        List<Future<Optional<Event>>> all =
                ids.stream().map(id -> find(tenant, id)).toList();
        return Future.all(all)
                .map(done -> all.stream().flatMap(one -> one.result().stream()).toList());
    }

    private Optional<Event> event(String tenant, String id, @Nullable Response fields) {
        Response all = Objects.requireNonNull(fields, "HMGET always answers");
        // Tenants share a bucket: an id of another one is as good as none.
        boolean theirs = all.get(0) != null && all.get(0).toString().equals(tenant);
        return theirs
                ? Optional.of(grants.event(
                        all.get(2), all.get(3), tenant, id, all.get(1).toString()))
                : Optional.empty();
    }
}
