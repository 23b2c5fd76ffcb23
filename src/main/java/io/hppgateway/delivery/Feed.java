package io.hppgateway.delivery;

import io.hppgateway.journal.Event;
import io.hppgateway.journal.Events;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's events in the order they were accepted, to be pulled. Reads {@code feed:TENANT} and {@code event:ID} of the
 * journal. Futures fail with the exceptions of {@link RedisLink}.
 */
public final class Feed {
    /** Before everything. */
    public static final String START = "0-0";

    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,16}-[0-9]{1,16}");

    private final RedisLink redis;
    private final Namespace names;
    private final Events events;

    /** An event and where it stands; the cursor is for {@link #after}. */
    public record Entry(String cursor, Event event) {}

    record Id(String cursor, String event) {}

    /** Reads what a journal with the same namespace wrote. */
    public Feed(RedisLink redis, Namespace names, Events events) {
        this.redis = redis;
        this.names = names;
        this.events = events;
    }

    /** Whether a text is a cursor. */
    public static boolean isCursor(String text) {
        return CURSOR.matcher(text).matches();
    }

    /**
     * Events behind a cursor, oldest first; those that have outlived the retention are left out.
     *
     * @param cursor of {@link Entry}, or {@link #START}
     * @param limit 1 to 1000
     */
    public Future<List<Entry>> after(String tenant, String cursor, int limit) {
        return ids(tenant, cursor, "+", limit).compose(ids -> resolve(tenant, ids));
    }

    /** The cursor of the newest event; {@link #START} when there is none. */
    public Future<String> newest(String tenant) {
        return redis.send(Request.cmd(Command.XREVRANGE)
                        .arg(key(tenant))
                        .arg("+")
                        .arg("-")
                        .arg("COUNT")
                        .arg(1))
                .map(Feed::ids)
                .map(ids -> ids.isEmpty() ? START : ids.get(0).cursor());
    }

    static String cursorBefore(Instant time) {
        return Math.max(0, time.toEpochMilli() - 1) + "-" + Long.MAX_VALUE;
    }

    Future<List<Id>> ids(String tenant, String after, String until, int limit) {
        return redis.send(Request.cmd(Command.XRANGE)
                        .arg(key(tenant))
                        .arg("(" + after)
                        .arg(until)
                        .arg("COUNT")
                        .arg(limit))
                .map(Feed::ids);
    }

    private Future<List<Entry>> resolve(String tenant, List<Id> ids) {
        return events.find(tenant, ids.stream().map(Id::event).toList()).map(found -> {
            Map<String, Event> byId =
                    found.stream().collect(Collectors.toMap(Event::id, Function.identity(), (a, b) -> a));
            return ids.stream()
                    .flatMap(id -> Optional.ofNullable(byId.get(id.event)).map(e -> new Entry(id.cursor, e)).stream())
                    .toList();
        });
    }

    private static List<Id> ids(@Nullable Response entries) {
        var ids = new ArrayList<Id>();
        if (entries != null) {
            entries.forEach(entry -> ids.add(new Id(
                    entry.get(0).toString(), StreamFields.of(entry.get(1)).text("event"))));
        }
        return ids;
    }

    private String key(String tenant) {
        return names.of(tenant) + "feed:" + tenant;
    }
}
