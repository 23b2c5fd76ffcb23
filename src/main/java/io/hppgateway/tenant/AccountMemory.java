package io.hppgateway.tenant;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;

/**
 * Which account made a payment session or a KCO order, for what follows it. Only tenants with several accounts need it.
 *
 * <pre>
 * …:account:&lt;tenant&gt;:&lt;payment session id&gt;   string, TTL 50 h   account id
 * </pre>
 */
public final class AccountMemory {
    // A KP session lives 48 h (Klarna docs, "API documentation").
    private static final Duration TTL = Duration.ofHours(50);

    private final RedisLink redis;
    private final Namespace namespace;

    public AccountMemory(RedisLink redis, Namespace namespace) {
        this.redis = redis;
        this.namespace = namespace;
    }

    /** Fails when it could not remember now: better before a payment session is made than after. */
    public Future<Void> awake(Tenant tenant) {
        return recall(tenant, "").mapEmpty();
    }

    /** Remembers who made it. */
    public Future<Void> remember(Tenant tenant, String paymentSession, Account account) {
        if (tenant.accounts().size() == 1) {
            return Future.succeededFuture();
        }
        var set = Request.cmd(Command.SET)
                .arg(key(tenant, paymentSession))
                .arg(account.id())
                .arg("PX")
                .arg(TTL.toMillis());
        return redis.send(set).mapEmpty();
    }

    /** Id of the account that made it; empty when there is only one, or it is not known. */
    public Future<Optional<String>> recall(Tenant tenant, String paymentSession) {
        if (tenant.accounts().size() == 1) {
            return Future.succeededFuture(Optional.empty());
        }
        return redis.send(Request.cmd(Command.GET).arg(key(tenant, paymentSession)))
                .map(found -> Optional.ofNullable(found).map(Object::toString));
    }

    private String key(Tenant tenant, String paymentSession) {
        return namespace.of(tenant.id()) + "account:" + tenant.id() + ":" + paymentSession;
    }
}
