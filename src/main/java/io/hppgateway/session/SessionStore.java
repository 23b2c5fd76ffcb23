package io.hppgateway.session;

import io.hppgateway.journal.Recheck;
import io.hppgateway.journal.RecordKey;
import io.hppgateway.klarna.HppStatus;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Session records in Redis.
 *
 * <pre>
 * key                       type  TTL                       holds
 * …:session:&lt;session id&gt;    hash  expires_at + retention    the record; accept moves its status, see Journal
 * …:pending:&lt;nonce&gt;         hash  50 h                      a create under way: what its callback will need
 * …:reconcile               zset  none                      a new session's first check; reconcile removes it
 * </pre>
 *
 * Redis deletes both by their TTL. {@code status_update}, {@code body} and {@code read_body} are sealed: URLs may hold a
 * merchant's token, bodies an authorization token (which places orders) and national ids.
 */
public final class SessionStore {
    private static final Script RECORD = Script.load("lua/recheck.lua", "lua/sessions.lua", "lua/session-record.lua");
    private static final Script FIND = Script.load("lua/session-find.lua");
    private static final Script CACHE = Script.load("lua/session-cache.lua");

    private final RedisLink redis;
    private final Namespace namespace;
    private final SecretBox box;
    private final Duration retention;
    private final Recheck recheck;

    /**
     * @param retention how long a record outlives its session
     * @param recheck when Klarna is asked about a session that nothing was heard of
     */
    public SessionStore(RedisLink redis, Namespace namespace, SecretBox box, Duration retention, Recheck recheck) {
        this.redis = redis;
        this.namespace = namespace;
        this.box = box;
        this.retention = retention;
        this.recheck = recheck;
    }

    /**
     * Records a session; may be called again, and after a callback came in.
     *
     * @param expiresAt end of the session's life, as Klarna told
     */
    public Future<Void> record(String tenant, String session, String nonce, PendingSession origin, Instant expiresAt) {
        return record(tenant, session, nonce, origin, expiresAt, Optional.empty());
    }

    /**
     * An answer that is kept for an idempotency key, in the same script as the session.
     *
     * @param key of the idempotency record; it takes the answer while it is held by the session's nonce
     */
    public record Kept(String key, Buffer sealedAnswer) {}

    /** The same, with the answer to be given again. */
    public Future<Void> record(
            String tenant,
            String session,
            String nonce,
            PendingSession origin,
            Instant expiresAt,
            Optional<Kept> answer) {
        var key = new RecordKey(tenant, session);
        var args = Args.of(session, tenant, origin.account(), nonce)
                .add(seal(origin.statusUpdate(), key.context(RecordKey.STATUS_UPDATE)))
                .add(expiresAt.toEpochMilli())
                .add(expiresAt.plus(retention).toEpochMilli());
        recheck.addTo(args, recheck.first());
        var keys = new ArrayList<>(List.of(
                key.in(namespace), new PendingKey(tenant, nonce).in(namespace), namespace.of(tenant) + "reconcile"));
        answer.ifPresent(kept -> {
            keys.add(kept.key());
            args.add(kept.sealedAnswer());
        });
        return redis.run(RECORD, keys, args).mapEmpty();
    }

    /** The create of this nonce; empty when there was none, or it is too long ago. */
    public Future<Optional<PendingSession>> pending(String tenant, String nonce) {
        var key = new PendingKey(tenant, nonce);
        var request = Request.cmd(Command.HMGET)
                .arg(key.in(namespace))
                .arg("account")
                .arg("status_update")
                .arg("session");
        return redis.send(request).map(fields -> toPending(fields, key.context()));
    }

    private Optional<PendingSession> toPending(@Nullable Response fields, String context) {
        if (fields == null || fields.get(0) == null) {
            return Optional.empty();
        }
        return Optional.of(new PendingSession(
                fields.get(0).toString(),
                open(bytes(fields, 1), context).map(Buffer::toString),
                Optional.ofNullable(fields.get(2)).map(Response::toString)));
    }

    /** The record of a tenant's session; empty for another tenant's, as for one that never was. */
    public Future<Optional<SessionRecord>> find(String tenant, String session) {
        var key = new RecordKey(tenant, session);
        return redis.run(FIND, List.of(key.in(namespace)), Args.of(tenant))
                .map(found -> Optional.ofNullable(found).map(fields -> toRecord(key, fields)));
    }

    private SessionRecord toRecord(RecordKey key, Response f) {
        long now = f.get(13).toLong();
        long readAt = number(f, 10);
        Optional<SessionRecord.Read> read = open(bytes(f, 11), key.context(RecordKey.READ_BODY))
                .map(body -> new SessionRecord.Read(body, Duration.ofMillis(Math.max(0, now - readAt))));
        return new SessionRecord(
                key.tenant(),
                key.sessionId(),
                text(f, 0),
                new HppStatus(text(f, 1)),
                number(f, 2) == 1,
                f.get(12) != null,
                Instant.ofEpochMilli(number(f, 4)),
                Instant.ofEpochMilli(number(f, 5)),
                Duration.ofMillis(Math.max(0, now - Math.max(number(f, 4), number(f, 6)))),
                text(f, 7),
                open(bytes(f, 8), key.context(RecordKey.STATUS_UPDATE)).map(Buffer::toString),
                open(bytes(f, 9), key.context(RecordKey.BODY)),
                read);
    }

    private static String text(Response fields, int index) {
        Response field = fields.get(index);
        return field == null ? "" : field.toString();
    }

    private static long number(Response fields, int index) {
        String text = text(fields, index);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static byte @Nullable [] bytes(Response fields, int index) {
        Response field = fields.get(index);
        return field == null ? null : field.toBytes();
    }

    /** Keeps Klarna's answer to a read. */
    Future<Void> cache(String tenant, String session, Buffer body) {
        var key = new RecordKey(tenant, session);
        byte[] sealed = box.seal(body.getBytes(), key.context(RecordKey.READ_BODY));
        return redis.run(CACHE, List.of(key.in(namespace)), new Args().add(sealed))
                .mapEmpty();
    }

    private byte[] seal(Optional<String> url, String context) {
        return url.map(text -> box.seal(text.getBytes(StandardCharsets.UTF_8), context))
                .orElse(new byte[0]);
    }

    private Optional<Buffer> open(byte @Nullable [] sealed, String context) {
        return sealed == null || sealed.length == 0
                ? Optional.empty()
                : Optional.of(Buffer.buffer(box.open(sealed, context)));
    }
}
