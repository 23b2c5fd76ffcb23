package io.hppgateway.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.hppgateway.journal.Journal;
import io.hppgateway.journal.JournalSettings;
import io.hppgateway.journal.Recheck;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.secret.SecretBox;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.TreeMap;

/** A journal under a prefix of its own, and a view of its keys. */
public final class TestJournal implements AutoCloseable {
    /** One keyset for all: making one takes longer than most tests. */
    private static final SecretBox BOX = SecretBox.of(SecretBox.newKeyset());

    private final RedisLink link;
    private final Namespace names;
    private final Journal journal;

    private TestJournal(RedisLink link, Namespace names, JournalSettings settings) {
        this.link = link;
        this.names = names;
        this.journal = new Journal(link, names, BOX, settings, Recheck.never());
    }

    /** On the shared Redis. */
    public static TestJournal open(Vertx vertx) {
        return open(vertx, JournalSettings.defaults());
    }

    /** On the shared Redis with other policies. */
    public static TestJournal open(Vertx vertx, JournalSettings settings) {
        return new TestJournal(TestRedis.link(vertx), new Namespace(TestRedis.freshPrefix()), settings);
    }

    /** On a link the test closes. */
    public static TestJournal on(RedisLink link, String prefix, JournalSettings settings) {
        return new TestJournal(link, new Namespace(prefix), settings);
    }

    public Journal journal() {
        return journal;
    }

    public Namespace names() {
        return names;
    }

    public RedisLink link() {
        return link;
    }

    public static SecretBox box() {
        return BOX;
    }

    /** The counters of a tenant. */
    public Map<String, Long> stats(String tenant) {
        var stats = new TreeMap<String, Long>();
        Response answer = redis("HGETALL", names.of(tenant) + "stats:" + tenant);
        answer.getKeys().forEach(key -> stats.put(key, answer.get(key).toLong()));
        return stats;
    }

    /** One field of a hash behind the tenant's namespace. */
    public String field(String tenant, String key, String field) {
        return String.valueOf(redis("HGET", names.of(tenant) + key, field));
    }

    /** Any command. */
    public Response redis(String command, String... args) {
        Request request = Request.cmd(Command.create(command));
        for (String arg : args) {
            request.arg(arg);
        }
        return await(link.send(request));
    }

    /** Waits for a future, at most a minute. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(60, SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("not done within a minute", e);
        }
    }

    @Override
    public void close() {
        await(link.close());
    }
}
