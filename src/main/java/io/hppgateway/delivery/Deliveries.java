package io.hppgateway.delivery;

import io.hppgateway.journal.Attempt;
import io.hppgateway.journal.EndpointRef;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SealBrokenException;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was tried, what waits and what was given up. Reads {@code attempts:TENANT}, {@code timeline:SESSION},
 * {@code dead:REF}, {@code ep:REF:*} and {@code stats:TENANT} of the journal. Futures fail with the exceptions of
 * {@link RedisLink}.
 */
public final class Deliveries {
    private static final String EVENT = "event ";
    private static final String ATTEMPT = "attempt ";

    private final RedisLink redis;
    private final Namespace names;
    private final SecretBox box;

    /** An event that was given up, by its webhook id. */
    public record Dead(String webhookId, Instant since) {}

    /** A session whose first undelivered event waits. */
    public record Waiting(String sessionId, String webhookId, Instant due) {}

    /** What happened to a session, oldest first: ids of events, and attempts. */
    public record Timeline(List<String> events, List<AttemptEntry> attempts) {}

    /** Reads what a journal with the same namespace and keyset wrote. */
    public Deliveries(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.box = box;
    }

    /**
     * Attempts of a tenant, newest first.
     *
     * @param before cursor of an {@link AttemptEntry}; empty for the newest
     */
    public Future<List<AttemptEntry>> attempts(String tenant, Optional<String> before, int limit) {
        String from = before.map(cursor -> "(" + cursor).orElse("+");
        return send(Command.XREVRANGE, attemptsKey(tenant), from, "-", "COUNT", Integer.toString(limit))
                .map(this::attempts);
    }

    /** Given up, newest first. */
    public Future<List<Dead>> dead(EndpointRef endpoint, int offset, int limit) {
        String last = Integer.toString(offset + limit - 1);
        String key = names.of(endpoint.tenant()) + "dead:" + endpoint;
        return send(Command.ZRANGE, key, Integer.toString(offset), last, "REV", "WITHSCORES")
                .map(Scores::of)
                .map(all -> all.stream()
                        .map(one -> new Dead(one.member(), one.time()))
                        .toList());
    }

    /** Sessions that wait for their next attempt or, when the endpoint is paused, are held; longest due first. */
    public Future<List<Waiting>> waiting(EndpointRef endpoint, int offset, int limit) {
        String base = names.of(endpoint.tenant()) + "ep:" + endpoint;
        String last = Integer.toString(offset + limit - 1);
        return send(Command.ZRANGE, base + ":due", Integer.toString(offset), last, "WITHSCORES")
                .map(Scores::of)
                .compose(all ->
                        Future.all(all.stream().map(one -> head(base, one)).toList()))
                .map(heads -> heads.<Optional<Waiting>>list().stream()
                        .flatMap(Optional::stream)
                        .toList());
    }

    private Future<Optional<Waiting>> head(String base, Scores session) {
        return send(Command.LINDEX, base + ":s:" + session.member(), "0")
                .map(id -> Optional.ofNullable(id)
                        .map(found -> new Waiting(session.member(), found.toString(), session.time())));
    }

    /** Everything that happened to a session, at most its last 1000 steps. */
    public Future<Timeline> timeline(String tenant, String sessionId) {
        return send(Command.LRANGE, names.of(tenant) + "timeline:" + sessionId, "0", "-1")
                .compose(steps -> timeline(tenant, texts(steps)));
    }

    private Future<Timeline> timeline(String tenant, List<String> steps) {
        List<String> events = behind(EVENT, steps);
        List<Future<@Nullable Response>> entries = behind(ATTEMPT, steps).stream()
                .map(id -> send(Command.XRANGE, attemptsKey(tenant), id, id))
                .toList();
        return Future.all(entries).map(done -> {
            var attempts = new ArrayList<AttemptEntry>();
            entries.forEach(entry -> attempts.addAll(attempts(entry.result())));
            return new Timeline(events, attempts);
        });
    }

    private static List<String> behind(String word, List<String> steps) {
        return steps.stream()
                .filter(step -> step.startsWith(word))
                .map(step -> step.substring(word.length()))
                .toList();
    }

    /** A tenant's counters: accepted = delivered + dead + expired + live; and reaped, stale, duplicate. */
    public Future<Map<String, Long>> stats(String tenant) {
        return send(Command.HGETALL, names.of(tenant) + "stats:" + tenant).map(answer -> {
            var stats = new TreeMap<String, Long>();
            if (answer != null) {
                answer.getKeys().forEach(key -> stats.put(key, answer.get(key).toLong()));
            }
            return stats;
        });
    }

    private List<AttemptEntry> attempts(@Nullable Response entries) {
        var attempts = new ArrayList<AttemptEntry>();
        if (entries != null) {
            entries.forEach(entry -> attempts.add(attempt(entry)));
        }
        return attempts;
    }

    private AttemptEntry attempt(Response entry) {
        String cursor = entry.get(0).toString();
        var fields = StreamFields.of(entry.get(1));
        String lane = fields.text("endpoint");
        return new AttemptEntry(
                cursor,
                Instant.ofEpochMilli(Long.parseLong(cursor.substring(0, cursor.indexOf('-')))),
                lane.substring(lane.indexOf('/') + 1),
                fields.text("session"),
                fields.text("event"),
                (int) fields.number("attempt"),
                fields.text("outcome"),
                (int) fields.number("status"),
                fields.number("latency"),
                fields.text("error"),
                response(fields.bytes("response"), lane));
    }

    private String response(byte[] sealed, String lane) {
        if (sealed.length == 0) {
            return "";
        }
        try {
            var endpoint = EndpointRef.parse(lane.replace("!replay", ""));
            return new String(box.open(sealed, Attempt.context(endpoint)), StandardCharsets.UTF_8);
        } catch (SealBrokenException e) {
            return "";
        }
    }

    private String attemptsKey(String tenant) {
        return names.of(tenant) + "attempts:" + tenant;
    }

    private Future<@Nullable Response> send(Command command, String... args) {
        Request request = Request.cmd(command);
        for (String arg : args) {
            request.arg(arg);
        }
        return redis.send(request);
    }

    private static List<String> texts(@Nullable Response list) {
        return list == null ? List.of() : list.stream().map(Response::toString).toList();
    }
}
