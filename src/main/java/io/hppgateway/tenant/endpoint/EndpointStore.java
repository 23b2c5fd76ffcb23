package io.hppgateway.tenant.endpoint;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that tenants made by the API. Futures fail with the exceptions of {@link RedisLink}.
 *
 * <p>Keys, each behind {@link Namespace#bucket}:
 *
 * <pre>
 * webhooks   hash   TENANT/ENDPOINT → version ":" sealed endpoint; no TTL, the field goes when the tenant deletes it.
 *                   "@" → version of the last change, a deletion too
 * </pre>
 *
 * <p>Each change publishes the number of its bucket on the channel {@code webhooks}.
 */
public final class EndpointStore {
    /** Endpoints of a tenant at most: an event is stored once, but each of them costs a queue. */
    public static final int MOST = 50;

    private static final Logger LOG = LoggerFactory.getLogger(EndpointStore.class);
    private static final Script PUT = Script.load("lua/webhook-put.lua");
    private static final Script DELETE = Script.load("lua/webhook-delete.lua");
    private static final String VERSION = "@";

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;

    /** What became of a {@link #put}. */
    public enum Put {
        DONE,
        /** It was changed or deleted meanwhile. */
        CONFLICT,
        /** The tenant has {@link #MOST} endpoints. */
        TOO_MANY
    }

    public EndpointStore(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.box = box;
    }

    /** Stores it in the place of the version it has, {@link StoredEndpoint#NEW} for a new one. */
    Future<Put> put(StoredEndpoint stored) {
        String field = field(stored.tenant(), stored.endpoint().id());
        var args = changeArgs(stored.tenant(), field, stored.version())
                .add(MOST)
                .add(box.seal(stored.pack(), context(field)));
        return run(PUT, stored.tenant(), args).map(answer -> switch (answer.toString()) {
            case "0" -> Put.CONFLICT;
            case "-1" -> Put.TOO_MANY;
            default -> Put.DONE;
        });
    }

    /** Deletes this version; false when it was changed or deleted meanwhile. */
    Future<Boolean> delete(StoredEndpoint stored) {
        String field = field(stored.tenant(), stored.endpoint().id());
        return run(DELETE, stored.tenant(), changeArgs(stored.tenant(), field, stored.version()))
                .map(answer -> answer.toInteger() == 1);
    }

    private Args changeArgs(String tenant, String field, long version) {
        return Args.of(channel(), Integer.toString(Namespace.bucketOf(tenant)), field)
                .add(version);
    }

    private Future<Response> run(Script script, String tenant, Args args) {
        return redis.run(script, List.of(names.of(tenant)), args).map(Objects::requireNonNull);
    }

    /** Where changes are published. */
    String channel() {
        return names.channel("webhooks");
    }

    /** The bucket as it is now; the known one itself when nothing changed. */
    Future<EndpointBucket> read(int bucket, EndpointBucket known) {
        String key = names.bucket(bucket) + "webhooks";
        return redis.send(Request.cmd(Command.HGET).arg(key).arg(VERSION))
                .compose(version -> version == null || known.isAllOf(version.toString())
                        ? Future.succeededFuture(version == null ? EndpointBucket.EMPTY : known)
                        : redis.send(Request.cmd(Command.HGETALL).arg(key)).map(all -> open(all, known)));
    }

    private EndpointBucket open(@Nullable Response all, EndpointBucket known) {
        if (all == null) {
            return EndpointBucket.EMPTY;
        }
        var endpoints = new HashMap<String, StoredEndpoint>();
        var unreadable = new HashSet<String>();
        String version = "";
        for (String field : all.getKeys()) {
            if (field.equals(VERSION)) {
                version = all.get(field).toString();
            } else {
                try {
                    endpoints.put(field, open(field, all.get(field).toBytes(), known));
                } catch (RuntimeException e) {
                    // One that cannot be read must not take the others with it. It stays as it was last known; what a
                    // new one is owed waits.
                    unreadable.add(field);
                    known.find(field).ifPresent(older -> endpoints.put(field, older));
                    tell(field, e, known);
                }
            }
        }
        return new EndpointBucket(version, endpoints, unreadable);
    }

    /** Once: it is tried at every look. */
    private static void tell(String field, RuntimeException why, EndpointBucket known) {
        if (!known.unreadable().contains(field)) {
            LOG.error("the stored endpoint {} cannot be used: {}", field, why.getMessage());
        }
    }

    private StoredEndpoint open(String field, byte[] value, EndpointBucket known) {
        int colon = 0;
        while (colon < value.length && value[colon] != ':') {
            colon++;
        }
        long version = Long.parseLong(new String(value, 0, colon, StandardCharsets.US_ASCII));
        return known.find(field)
                .filter(same -> same.version() == version)
                .orElseGet(() -> unseal(field, version, value));
    }

    private StoredEndpoint unseal(String field, long version, byte[] value) {
        int start = Long.toString(version).length() + 1;
        byte[] sealed = java.util.Arrays.copyOfRange(value, start, value.length);
        String plain = new String(box.open(sealed, context(field)), StandardCharsets.UTF_8);
        int slash = field.indexOf('/');
        return StoredEndpoint.unpack(field.substring(0, slash), field.substring(slash + 1), version, plain);
    }

    static String field(String tenant, String id) {
        return tenant + "/" + id;
    }

    /** What the endpoint in a field of the hash is sealed for. */
    public static String context(String field) {
        return "webhook:" + field;
    }
}
