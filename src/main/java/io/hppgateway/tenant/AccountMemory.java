package io.hppgateway.tenant;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.Sha256;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * Which account made what a later call names: the call has to go there too. Only tenants with several accounts need it.
 *
 * <pre>
 * …:account:&lt;tenant&gt;:&lt;hash of the id&gt;   string, TTL of its kind   account id
 * </pre>
 *
 * An authorization token places orders, so no id stands in a key as it is. Redis deletes by TTL; a use begins it anew.
 */
public final class AccountMemory {
    // 128 bits: no two ids of a tenant are the same one.
    private static final int HASH_BYTES = 16;

    private final RedisLink redis;
    private final Namespace namespace;

    /** What is named, and how long it is of use. */
    public enum Kind {
        /** A KP session lives 48 h (Klarna docs, "API documentation"). */
        PAYMENT_SESSION(Duration.ofHours(50)),
        /** An authorization lives 60 min (Klarna docs, "API documentation"). */
        AUTHORIZATION(Duration.ofHours(2)),
        /** Orders are captured within 28 days, and refunded for months after that. */
        ORDER(Duration.ofDays(180)),
        /** Of a subscription, which may be charged once a year. */
        CUSTOMER_TOKEN(Duration.ofDays(400));

        private final Duration ttl;

        Kind(Duration ttl) {
            this.ttl = ttl;
        }
    }

    public AccountMemory(RedisLink redis, Namespace namespace) {
        this.redis = redis;
        this.namespace = namespace;
    }

    /** Whether a tenant has more than one account, so that there is something to remember. */
    public static boolean isNeededBy(Tenant tenant) {
        return tenant.accounts().size() > 1;
    }

    /** Fails when it could not remember now: better before something is made than after. */
    public Future<Void> awake(Tenant tenant) {
        return recall(tenant, Kind.AUTHORIZATION, "").mapEmpty();
    }

    /**
     * Remembers who made it.
     *
     * @param account its id
     */
    public Future<Void> remember(Tenant tenant, Kind kind, String id, String account) {
        return isNeededBy(tenant) ? redis.send(set(tenant, kind, id, account)).mapEmpty() : Future.succeededFuture();
    }

    /** The same by hearsay, which takes the place of nothing that is known. */
    public Future<Void> suppose(Tenant tenant, Kind kind, String id, String account) {
        return isNeededBy(tenant)
                ? redis.send(set(tenant, kind, id, account).arg("NX")).mapEmpty()
                : Future.succeededFuture();
    }

    private Request set(Tenant tenant, Kind kind, String id, String account) {
        return Request.cmd(Command.SET)
                .arg(key(tenant, id))
                .arg(account)
                .arg("PX")
                .arg(kind.ttl.toMillis());
    }

    /** Id of the account that made it; empty when there is only one, or it is not known. */
    public Future<Optional<String>> recall(Tenant tenant, Kind kind, String id) {
        if (!isNeededBy(tenant)) {
            return Future.succeededFuture(Optional.empty());
        }
        var get = Request.cmd(Command.GETEX).arg(key(tenant, id)).arg("PX").arg(kind.ttl.toMillis());
        return redis.send(get).map(found -> Optional.ofNullable(found).map(Object::toString));
    }

    private String key(Tenant tenant, String id) {
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(id));
        return namespace.of(tenant.id()) + "account:" + tenant.id() + ":" + text.substring(0, HASH_BYTES * 4 / 3);
    }
}
