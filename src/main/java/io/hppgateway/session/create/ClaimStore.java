package io.hppgateway.session.create;

import io.hppgateway.http.Problem;
import io.hppgateway.klarna.KlarnaAnswer;
import io.hppgateway.limit.Charge;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.hppgateway.session.PendingKey;
import io.hppgateway.session.PendingSession;
import io.hppgateway.session.SessionStore;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates under way and what idempotency keys stand for, in Redis.
 *
 * <pre>
 * key                         type  TTL    holds
 * …:pending:&lt;nonce&gt;           hash  50 h   what the create's callback will need; see SessionStore
 * …:idem:&lt;tenant&gt;:&lt;hash&gt;      hash  24 h   print; nonce and until of whoever holds it; answer or step, sealed
 * </pre>
 *
 * Redis deletes both by their TTL. A record with an answer gives it again. One that is held and whose lease is over has an
 * unknown outcome: its process died, or Klarna's answer never came. One that nobody holds is a half-made checkout.
 */
public final class ClaimStore {
    // A KP session lives 48 h (Klarna docs, "API documentation"), its last callback's retries a little longer.
    private static final Duration PENDING_TTL = Duration.ofHours(50);
    // As long as Klarna remembers its own keys (Klarna docs, "Idempotency").
    private static final Duration CLAIM_TTL = Duration.ofHours(24);
    private static final byte[] NOTHING = {};
    private static final Script OPEN = Script.load("lua/gcra.lua", "lua/session-open.lua");
    private static final Script END = Script.load("lua/idempotency-end.lua");

    private static final Problem OTHER = Problem.of(
            422,
            "IDEMPOTENCY_KEY_REUSED",
            "This idempotency key was used within 24 hours for another request (method, path, account or body differ)."
                    + " Use a new key.");
    private static final Problem RUNNING = Problem.of(
                    409,
                    "IDEMPOTENCY_KEY_IN_USE",
                    "The first request with this idempotency key is still under way. Send the same again in a moment.")
            .with("Retry-After", "1");
    private static final Problem LOST = Problem.of(
            409,
            "OUTCOME_UNKNOWN",
            "An earlier request with this idempotency key was sent to Klarna, and its answer was lost: it may have made a"
                    + " session, whose page nobody was sent to. To make another one, use a new key.");

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;

    public ClaimStore(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.box = box;
    }

    /** What is sealed in the key {@code …:idem:<tenant>:<hash>} is sealed for this. */
    public static String contextOf(String tenantAndHash) {
        int colon = tenantAndHash.indexOf(':');
        return new Claim(tenantAndHash.substring(0, colon), tenantAndHash.substring(colon + 1), "").context();
    }

    /**
     * A create that may go out, or has been answered.
     *
     * @param kept the answer to give again
     * @param step what an earlier request with this key has already done
     */
    record Opened(Optional<KlarnaAnswer> kept, Optional<KlarnaAnswer> step) {}

    /**
     * Opens a create, before anything is sent.
     *
     * @param lease after it, the claim is given up for lost
     * @return fails with 409, 422 or 429
     */
    Future<Opened> open(
            PendingKey pending, PendingSession origin, Optional<Claim> claim, Duration lease, List<Charge> charges) {
        var keys = new ArrayList<String>();
        keys.add(pending.in(names));
        var args = Args.of(origin.account())
                .add(origin.statusUpdate()
                        .map(url -> seal(url, pending.context()))
                        .orElse(NOTHING))
                .add(PENDING_TTL.toMillis())
                .add(charges.size());
        for (var charge : charges) {
            keys.add(charge.key());
            charge.addTo(args);
        }
        claim.ifPresent(one -> {
            keys.add(one.in(names));
            args.add(pending.nonce())
                    .add(one.fingerprint())
                    .add(lease.toMillis())
                    .add(CLAIM_TTL.toMillis());
        });
        return redis.run(OPEN, keys, args).map(answer -> opened(answer, claim, charges));
    }

    private Opened opened(@Nullable Response answer, Optional<Claim> claim, List<Charge> charges) {
        var fields = Objects.requireNonNull(answer, "session-open.lua always answers");
        return switch (fields.get(0).toString()) {
            case "open" -> new Opened(Optional.empty(), unseal(fields.get(1), claim));
            case "kept" -> new Opened(unseal(fields.get(1), claim).map(StoredAnswer::replayed), Optional.empty());
            case "other" -> throw OTHER.toException();
            case "running" -> throw RUNNING.toException();
            case "lost" -> throw LOST.toException();
            default ->
                throw charges.get(fields.get(1).toInteger())
                        .refusal(Duration.ofMillis(fields.get(2).toLong()))
                        .toException();
        };
    }

    private Optional<KlarnaAnswer> unseal(Response field, Optional<Claim> claim) {
        byte[] sealed = field.toBytes();
        return claim.filter(one -> sealed.length > 0).map(one -> StoredAnswer.decode(box.open(sealed, one.context())));
    }

    private byte[] seal(String text, String context) {
        return box.seal(text.getBytes(StandardCharsets.UTF_8), context);
    }

    /** An answer as the script that records its session takes it. */
    SessionStore.Kept kept(Claim claim, KlarnaAnswer answer) {
        return new SessionStore.Kept(claim.in(names), seal(claim, answer));
    }

    private Buffer seal(Claim claim, KlarnaAnswer answer) {
        return Buffer.buffer(box.seal(StoredAnswer.encode(answer), claim.context()));
    }

    /** This answer is given again from now on. */
    Future<Void> keep(Claim claim, String nonce, KlarnaAnswer answer) {
        return end(claim, nonce, "keep", seal(claim, answer));
    }

    /** So much is done; whoever holds the key next goes on from there. */
    Future<Void> step(Claim claim, String nonce, KlarnaAnswer answer) {
        return end(claim, nonce, "step", seal(claim, answer));
    }

    /** Nothing was made: the key may be used again. */
    Future<Void> release(Claim claim, String nonce) {
        return end(claim, nonce, "release", Buffer.buffer());
    }

    /** Nobody knows what was made. */
    Future<Void> lose(Claim claim, String nonce) {
        return end(claim, nonce, "lose", Buffer.buffer());
    }

    private Future<Void> end(Claim claim, String nonce, String how, Buffer sealed) {
        var args = Args.of(nonce, how).add(sealed);
        return redis.run(END, List.of(claim.in(names)), args).mapEmpty();
    }
}
