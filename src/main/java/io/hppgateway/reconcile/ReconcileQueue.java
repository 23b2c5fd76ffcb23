package io.hppgateway.reconcile;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which sessions are to be checked, in Redis. All pods take from it at once, without a lock: a claim moves the session's
 * next check to the end of a lease, and that time is also the fence by which the claim is ended.
 *
 * <p>Keys, each behind {@link Namespace#bucket}:
 *
 * <pre>
 * reconcile                        zset    TENANT/SESSION → next check (ms). Added with a session's record and moved by every
 *                                          news, by session-record.lua and accept.lua; removed there when news are final, here
 *                                          when the record is gone or final
 * reconcile:woken                  zset    the same, left over from before a silence of all pods; drained by claims
 * reconcile:pace:TENANT/ACCOUNT    hash    budget: paid, tail, hold (ms); TTL a minute after the last of them
 * alive                            string  when a pod was here last (ms); never removed
 * session:SESSION                  hash    field checks: how many found nothing since the last news
 * </pre>
 */
public final class ReconcileQueue {
    private static final Script CLAIM = Script.load("lua/reconcile-claim.lua");
    private static final Script DONE = Script.load("lua/reconcile-done.lua");
    private static final int HEAD = 4;

    private final RedisLink redis;
    private final Namespace names;
    private final ReconcileSettings settings;

    public ReconcileQueue(RedisLink redis, Namespace names, ReconcileSettings settings) {
        this.redis = redis;
        this.names = names;
        this.settings = settings;
    }

    /**
     * Claims what is due and within budget.
     *
     * @param bucket 0 to 63
     * @param free sessions the caller can check now; 0 just looks
     */
    Future<Claims> claim(int bucket, int free) {
        long around =
                Math.max(settings.expiryLead().toMillis(), settings.expiryLag().toMillis());
        var args = new Args()
                .add(free)
                .add(settings.lease().toMillis())
                .add(settings.perSecond())
                .add(around)
                .add(settings.silence().toMillis());
        return redis.run(CLAIM, List.of(names.bucket(bucket)), args).map(answer -> claims(present(answer)));
    }

    private static Claims claims(Response answer) {
        long wait = answer.get(0).toLong();
        var now = Instant.ofEpochMilli(answer.get(3).toLong());
        var claims = new ArrayList<Claim>();
        for (int i = HEAD; i < answer.size(); i++) {
            claims.add(claim(answer.get(i), now));
        }
        return new Claims(
                claims,
                wait < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(wait)),
                answer.get(1).toInteger(),
                Duration.ofMillis(answer.get(2).toLong()));
    }

    private static Claim claim(Response f, Instant now) {
        return new Claim(
                f.get(0).toString(),
                f.get(1).toString(),
                f.get(2).toLong(),
                f.get(3).toInteger(),
                Instant.ofEpochMilli(f.get(4).toLong()),
                f.get(5).toInteger() == 1,
                now);
    }

    /** Ends a claim; false when news or another pod have moved the session meanwhile, then nothing changed. */
    Future<Boolean> done(Claim claim, Checked checked) {
        var args = Args.of(claim.tenant(), claim.session())
                .add(claim.lease())
                .add(checked.next().map(Instant::toEpochMilli).orElse(0L))
                .add(checked.outcome().isAnswered())
                .add(checked.account())
                .add(checked.hold().toMillis());
        return redis.run(DONE, List.of(names.of(claim.tenant())), args)
                .map(answer -> present(answer).toInteger() == 1);
    }

    private static Response present(@Nullable Response answer) {
        if (answer == null) {
            throw new IllegalStateException("a script of reconcile answered nothing");
        }
        return answer;
    }
}
