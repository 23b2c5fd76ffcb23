package io.hppgateway.seal;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.reload.RefusedException;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which encryption keys something may be sealed with, in Redis, so that a keyset without one of them is noticed before it
 * meets a value that it cannot open.
 *
 * <pre>
 * {b00}:keyset   hash   key id → a text sealed with it; no TTL. Written before a key seals anything else; Reseal deletes it
 * </pre>
 */
public final class KeyLedger {
    private static final String CANARY = "hpp-gateway";

    private final RedisLink redis;
    private final String key;

    public KeyLedger(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.key = names.bucket(0) + "keyset";
    }

    /**
     * Enters a keyset whose primary key is about to seal.
     *
     * @return fails with a {@link RefusedException} that names the keys that it lacks, and then nothing was entered; or with
     *     the exceptions of {@link RedisLink}
     */
    public Future<Void> enter(SecretBox box) {
        return redis.send(Request.cmd(Command.HGETALL).arg(key))
                .compose(entries -> refuse(box, entries))
                .compose(good -> redis.send(Request.cmd(Command.HSETNX)
                        .arg(key)
                        .arg(box.primaryId())
                        .arg(io.vertx.core.buffer.Buffer.buffer(
                                box.seal(CANARY.getBytes(StandardCharsets.UTF_8), context(box.primaryId()))))))
                .mapEmpty();
    }

    private static Future<Void> refuse(SecretBox box, @Nullable Response entries) {
        var missing = new TreeSet<String>();
        if (entries != null) {
            for (String id : entries.getKeys()) {
                if (!opens(box, id, entries.get(id).toBytes())) {
                    missing.add(id);
                }
            }
        }
        return missing.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(new RefusedException("The encryption keyset lacks the key "
                        + String.join(", ", missing)
                        + ", with which values in Redis are sealed; it has "
                        + String.join(", ", box.keyIds())
                        + ". Use the keyset that has them all (HPP_ENCRYPTION_KEYSET or its _FILE); a key may be taken out"
                        + " when bin/reseal says so."));
    }

    private static boolean opens(SecretBox box, String id, byte[] sealed) {
        try {
            box.open(sealed, context(id));
            return true;
        } catch (SealBrokenException e) {
            return false;
        }
    }

    /** Strikes keys out with which nothing is sealed any more. */
    Future<Void> strike(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        var request = Request.cmd(Command.HDEL).arg(key);
        ids.forEach(request::arg);
        return redis.send(request).mapEmpty();
    }

    /** The keys that were entered. */
    Future<Collection<String>> entered() {
        return redis.send(Request.cmd(Command.HGETALL).arg(key))
                .map(entries -> entries == null ? new TreeSet<String>() : new TreeSet<>(entries.getKeys()));
    }

    private static String context(String id) {
        return "keyset:" + id;
    }
}
