package io.hppgateway.journal;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's events in the order they were accepted, page by page, each page read at one moment and in one command. The
 * keys ({@code feed:TENANT}, {@code event:ID}) are described at {@link Journal}. Futures fail with the exceptions of
 * {@link RedisLink}.
 */
public final class EventLog {
    /** The cursor before everything. */
    public static final String START = "0-0";

    private static final Script FEED = Script.load("lua/feed.lua");
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,16}-[0-9]{1,16}");

    /** Entries looked at for one page: 1 ms of Redis' time when none is wanted. */
    private static final int LOOKS = 1000;

    /** Content of one page, which ends early beyond it; an event's is 128 KiB at most. */
    private static final int BYTES = 1 << 20;

    private final RedisLink redis;
    private final Namespace names;
    private final Grants events;

    /** Reads what a journal with the same namespace and keyset wrote. */
    public EventLog(RedisLink redis, Namespace names, SecretBox box) {
        this.redis = redis;
        this.names = names;
        this.events = new Grants(box);
    }

    /**
     * Which events.
     *
     * @param session of this session only
     * @param types of these types only, exact or such as {@code session.*}; empty for all
     */
    public record Filter(Optional<String> session, List<String> types) {
        /** All of them. */
        public static final Filter NONE = new Filter(Optional.empty(), List.of());
    }

    /** An event and the cursor behind it. */
    public record Entry(String cursor, Event event) {}

    /**
     * A page.
     *
     * @param entries at most as many as asked for; a page may hold fewer, even none, and still not be the last
     * @param next where the next page begins
     * @param more whether there is something behind it now
     */
    public record Page(List<Entry> entries, String next, boolean more) {}

    /** Whether a text is a cursor. */
    public static boolean isCursor(String text) {
        return CURSOR.matcher(text).matches();
    }

    /**
     * Events behind a cursor, oldest first; those that have outlived the retention are left out.
     *
     * @param limit 1 to 200
     */
    public Future<Page> after(String tenant, String cursor, int limit, Filter filter) {
        var args = Args.of(tenant, cursor)
                .add(limit)
                .add(LOOKS)
                .add(BYTES)
                .add(filter.session().orElse(""));
        filter.types().forEach(args::add);
        return redis.run(FEED, List.of(names.of(tenant)), args).map(answer -> page(tenant, answer));
    }

    private Page page(String tenant, @Nullable Response answer) {
        Response page = Objects.requireNonNull(answer);
        var entries = new ArrayList<Entry>();
        for (int i = 2; i < page.size(); i += 3) {
            Response fields = page.get(i + 2);
            String session = fields.get(1).toString();
            String id = page.get(i + 1).toString();
            entries.add(
                    new Entry(page.get(i).toString(), events.event(fields.get(2), fields.get(3), tenant, id, session)));
        }
        return new Page(entries, page.get(0).toString(), page.get(1).toInteger() == 1);
    }
}
