package io.hppgateway.history;

import io.hppgateway.journal.EventHead;
import io.hppgateway.journal.RecordKey;
import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's sessions and what happened to them. Reads {@code sessions:TENANT}, {@code session:SESSION},
 * {@code timeline:SESSION}, {@code event:ID} and {@code attempts:TENANT}, all described at the journal, and takes sessions
 * off the first that are gone. Futures fail with the exceptions of {@link RedisLink}.
 */
public final class SessionLog {
    private static final Script VIEW = Script.load("lua/attempts.lua", "lua/session-view.lua");
    private static final Script LIST = Script.load("lua/order.lua", "lua/session-list.lua");

    /** Sessions looked at for one page: 1 to 2 ms of Redis' time. */
    private static final int LOOKS = 500;

    /** Steps of a timeline: more than any checkout has, and some 2 ms of Redis' time. */
    private static final int STEPS = 500;

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;
    private final Attempts attempts;

    /** Reads what journals and stores with the same namespace and keyset wrote. */
    public SessionLog(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.box = box;
        this.attempts = new Attempts(box);
    }

    /**
     * A place in the list.
     *
     * @param made epoch ms, empty for the start
     */
    public record Place(String made, String session) {
        /** Before everything. */
        public static final Place START = new Place("", "");
    }

    /**
     * A page; it may hold fewer than asked for, even none, and still not be the last.
     *
     * @param next where the next page begins
     */
    public record Page(List<SessionSummary> sessions, Place next, boolean more) {}

    /**
     * Sessions behind a place, newest first.
     *
     * @param status of this status only, Klarna's word; empty for all
     */
    public Future<Page> list(String tenant, Optional<String> status, Place behind, int limit) {
        var args = Args.of(tenant, status.orElse(""))
                .add(limit)
                .add(LOOKS)
                .add(behind.made())
                .add(behind.session());
        return redis.run(LIST, List.of(names.of(tenant)), args).map(SessionLog::page);
    }

    private static Page page(@Nullable Response answer) {
        Response page = Objects.requireNonNull(answer);
        var sessions = new ArrayList<SessionSummary>();
        for (int i = 3; i < page.size(); i += 2) {
            sessions.add(summary(page.get(i).toString(), page.get(i + 1)));
        }
        var next = new Place(page.get(1).toString(), page.get(2).toString());
        return new Page(sessions, next, page.get(0).toInteger() == 1);
    }

    /** How many events a session of this tenant has had; empty when there is none such. */
    public Future<Optional<Long>> sequence(String tenant, String session) {
        var request = Request.cmd(Command.HMGET)
                .arg(new RecordKey(tenant, session).in(names))
                .arg("tenant")
                .arg("seq");
        return redis.send(request).map(fields -> {
            boolean theirs = fields != null
                    && fields.get(0) != null
                    && fields.get(0).toString().equals(tenant);
            return theirs ? Optional.of(number(fields, 1)) : Optional.empty();
        });
    }

    /** A session of this tenant; empty when there is none such. */
    public Future<Optional<SessionView>> find(String tenant, String session) {
        var args = Args.of(tenant, session).add(STEPS);
        return redis.run(VIEW, List.of(names.of(tenant)), args)
                .map(answer -> Optional.ofNullable(answer).map(found -> view(new RecordKey(tenant, session), found)));
    }

    private SessionView view(RecordKey key, Response found) {
        Response record = found.get(0);
        byte[] body = bytes(record, 9);
        boolean told = body.length > 0;
        byte[] sealed = told ? body : bytes(record, 10);
        Optional<Buffer> session = open(sealed, key.context(told ? RecordKey.BODY : RecordKey.READ_BODY));
        var timeline = new ArrayList<Step>();
        for (int i = 2; i < found.size(); i += 3) {
            timeline.add(step(found.get(i).toString(), found.get(i + 1).toString(), found.get(i + 2)));
        }
        return new SessionView(
                summary(key.sessionId(), record),
                session,
                session.isEmpty() && sealed.length > 0,
                timeline,
                found.get(1).toInteger() > STEPS);
    }

    private Step step(String kind, String id, Response f) {
        if (!kind.equals("event")) {
            return new Step.Tried(attempts.read(id, f));
        }
        var head = EventHead.read(f);
        return new Step.Told(
                Instant.ofEpochMilli(head.acceptedAt()),
                id,
                head.type(),
                head.sequence(),
                head.status(),
                head.source(),
                head.verified(),
                head.outdated());
    }

    private Optional<Buffer> open(byte[] sealed, String context) {
        try {
            return sealed.length == 0 ? Optional.empty() : Optional.of(Buffer.buffer(box.open(sealed, context)));
        } catch (SealBrokenException e) {
            return Optional.empty();
        }
    }

    private static SessionSummary summary(String id, Response f) {
        return new SessionSummary(
                id,
                text(f, 1),
                text(f, 2),
                text(f, 3).equals("1"),
                number(f, 4),
                Instant.ofEpochMilli(number(f, 5)),
                time(f, 6),
                time(f, 7),
                time(f, 8));
    }

    private static Optional<Instant> time(Response fields, int at) {
        long millis = number(fields, at);
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static long number(Response fields, int at) {
        String text = text(fields, at);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static String text(Response fields, int at) {
        Response value = fields.get(at);
        return value == null ? "" : value.toString();
    }

    private static byte[] bytes(Response fields, int at) {
        Response value = fields.get(at);
        return value == null ? new byte[0] : value.toBytes();
    }
}
