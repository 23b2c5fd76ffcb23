package io.hppgateway.tenant.stored;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenants and platform keys that the admin API made. Futures fail with the exceptions of {@link RedisLink}.
 *
 * <p>Keys, each behind {@link Namespace#admin}; none has a TTL:
 *
 * <pre>
 * records   hash     FIELD → version ":" sealed JSON; the field goes with the deletion
 * changes   zset     FIELD, score: version of its last change, a deletion too
 * gone      zset     FIELD of a deletion, score: its version, in microseconds since 1970; the script takes old ones away
 * version   string   of the last change of anything
 * audit     stream   of {@link AuditLog}, about 20,000 entries
 * used      hash     key id → milliseconds since 1970; see {@link KeyUseStore}
 * </pre>
 *
 * <p>FIELD is {@code tenant/<id>} or {@code key/<id>}. Each change publishes its version on the channel {@code tenants}.
 */
public final class RegistryStore {
    /** Tenants and platform keys at most: some 5 KB of memory each in every process. */
    public static final int MOST = 20_000;

    private static final Logger LOG = LoggerFactory.getLogger(RegistryStore.class);
    private static final Script PUT = Script.load("lua/registry-put.lua");
    private static final Script NEWS = Script.load("lua/registry-news.lua");

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;
    private final Duration reuse;

    /** What became of a change. */
    public enum Put {
        DONE,
        /** It was changed or deleted meanwhile. */
        CONFLICT,
        /** There are {@link #MOST}. */
        TOO_MANY,
        /** One of this id was deleted, and what it left is still there. */
        TOO_SOON
    }

    /**
     * What changed.
     *
     * @param latest version of the last change there is
     * @param count how many there are
     * @param changed in the order of their versions
     */
    record News(long latest, int count, List<Changed> changed) {}

    /** @param value empty when it is gone */
    record Changed(String field, long version, Buffer value) {
        boolean isGone() {
            return value.length() == 0;
        }
    }

    /** @param reuse from a deletion until its id may be taken again: so long records of its sessions are kept */
    public RegistryStore(RedisLink redis, Namespace names, SecretBox box, Duration reuse) {
        this.redis = redis;
        this.names = names;
        this.box = box;
        this.reuse = reuse;
    }

    /** Where changes are published. */
    String channel() {
        return names.channel("tenants");
    }

    /** Stores it in the place of the version it has, {@link Stored#NEW} for a new one, and the entry with it. */
    Future<Put> put(StoredTenant tenant, AuditEntry entry) {
        return change(tenant.field(), tenant.version(), seal(tenant.field(), tenant.pack()), entry);
    }

    /** The same. */
    Future<Put> put(StoredPlatformKey key, AuditEntry entry) {
        return change(key.field(), key.version(), seal(key.field(), key.pack()), entry);
    }

    /** Deletes this version. */
    Future<Put> delete(Stored stored, AuditEntry entry) {
        return change(stored.field(), stored.version(), new byte[0], entry);
    }

    private byte[] seal(String field, JsonObject packed) {
        return box.seal(packed.toBuffer().getBytes(), context(field));
    }

    private Future<Put> change(String field, long version, byte[] sealed, AuditEntry entry) {
        var args = Args.of(channel(), field)
                .add(version)
                .add(MOST)
                .add(sealed)
                .add(reuse.toMillis() * 1000)
                .add(AuditLog.MOST);
        return redis.run(PUT, List.of(names.admin()), entry.addTo(args)).map(answer -> switch (String.valueOf(answer)) {
            case "0" -> Put.CONFLICT;
            case "-1" -> Put.TOO_MANY;
            case "-2" -> Put.TOO_SOON;
            default -> Put.DONE;
        });
    }

    /** What changed since this version, the first of it. */
    Future<News> news(long since, int page) {
        return redis.run(NEWS, List.of(names.admin()), new Args().add(since).add(page))
                .map(answer -> news(Objects.requireNonNull(answer)));
    }

    private static News news(Response answer) {
        var changed = new ArrayList<Changed>();
        for (int i = 2; i + 2 < answer.size(); i += 3) {
            changed.add(new Changed(
                    answer.get(i).toString(),
                    Long.parseLong(answer.get(i + 1).toString()),
                    answer.get(i + 2).toBuffer()));
        }
        return new News(Long.parseLong(answer.get(0).toString()), answer.get(1).toInteger(), changed);
    }

    /** What stands there. One that cannot be read must not take the others with it. */
    Stored open(Changed changed) {
        try {
            int colon = Long.toString(changed.version()).length();
            byte[] sealed = changed.value().getBytes(colon + 1, changed.value().length());
            var packed = new JsonObject(new String(box.open(sealed, context(changed.field())), StandardCharsets.UTF_8));
            return StoredTenant.isOne(changed.field())
                    ? StoredTenant.unpack(changed.version(), packed)
                    : StoredPlatformKey.unpack(changed.field(), changed.version(), packed);
        } catch (RuntimeException e) {
            LOG.error("the stored {} cannot be used: {}", changed.field(), e.getMessage());
            return new Stored.Unreadable(changed.field(), changed.version());
        }
    }

    /** What the record in a field of the hash is sealed for. */
    public static String context(String field) {
        return "registry:" + field;
    }
}
