package io.hppgateway.history;

import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The books of each day. Reads {@code day:TENANT:DAY}, described at the journal. Futures fail with the exceptions of
 * {@link RedisLink}.
 */
public final class Statements {
    private final RedisLink redis;
    private final Namespace names;
    private final Duration retention;
    private final Clock clock;

    /** @param retention of events */
    public Statements(RedisLink redis, Namespace names, Duration retention, Clock clock) {
        this.redis = redis;
        this.names = names;
        this.retention = retention;
        this.clock = clock;
    }

    /** A day's books; without endpoints when nothing was accepted, or it is too long ago. */
    public Future<Statement> of(String tenant, LocalDate day) {
        String key = names.of(tenant) + "day:" + tenant + ":" + day.toEpochDay();
        return redis.send(Request.cmd(Command.HGETALL).arg(key)).map(answer -> {
            Map<String, String> fields = fields(answer);
            var lines = endpoints(fields).stream()
                    .map(endpoint -> line(fields, tenant + "/" + endpoint, endpoint, isOver(day)))
                    .toList();
            return new Statement(day, lines);
        });
    }

    /** Whether all events of the day have outlived the retention: then what was not delivered never will be. */
    private boolean isOver(LocalDate day) {
        var end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().plus(retention);
        return clock.instant().isAfter(end);
    }

    private static Map<String, String> fields(@Nullable Response answer) {
        var fields = new HashMap<String, String>();
        Response hash = Objects.requireNonNull(answer);
        hash.getKeys().forEach(key -> fields.put(key, hash.get(key).toString()));
        return fields;
    }

    private static Set<String> endpoints(Map<String, String> fields) {
        var endpoints = new TreeSet<String>();
        for (String field : fields.keySet()) {
            String ref = field.substring(0, field.indexOf(' '));
            endpoints.add(ref.substring(ref.indexOf('/') + 1).replace(Attempts.REPLAY, ""));
        }
        return endpoints;
    }

    private static Statement.Line line(Map<String, String> fields, String ref, String endpoint, boolean over) {
        return new Statement.Line(
                endpoint,
                counts(fields, ref, over),
                mark(fields.get(ref + " first")),
                mark(fields.get(ref + " last")),
                counts(fields, ref + Attempts.REPLAY, over));
    }

    private static Statement.Counts counts(Map<String, String> fields, String ref, boolean over) {
        long accepted = count(fields, ref + " accepted");
        long delivered = count(fields, ref + " delivered");
        long dead = count(fields, ref + " dead");
        long expired = count(fields, ref + " expired");
        long rest = accepted - delivered - dead - expired;
        return new Statement.Counts(accepted, delivered, dead, over ? expired + rest : expired, over ? 0 : rest);
    }

    private static long count(Map<String, String> fields, String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    private static Optional<Statement.Mark> mark(@Nullable String line) {
        if (line == null) {
            return Optional.empty();
        }
        List<String> parts = List.of(line.split(" "));
        return Optional.of(new Statement.Mark(
                parts.get(0), parts.get(1), Long.parseLong(parts.get(2)), Long.parseLong(parts.get(3))));
    }
}
