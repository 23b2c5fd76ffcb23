package io.hppgateway.testkit;

import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.RedisSettings;
import io.hppgateway.sandbox.redis.LocalRedis;
import io.hppgateway.secret.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One real Redis for all tests of a JVM; each test takes a prefix of its own, so nobody flushes anybody. A test that kills
 * or stops its Redis starts one with {@link #own()}.
 */
public final class TestRedis {
    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final LocalRedis SHARED = own();

    private TestRedis() {}

    /** A Redis that belongs to the caller, who closes it. */
    public static LocalRedis own() {
        return LocalRedis.start(temporary());
    }

    /** The same, but what it answered is on disk. */
    public static LocalRedis ownSynced() {
        return LocalRedis.startSynced(temporary());
    }

    /** The URL of the shared one. */
    public static String url() {
        return SHARED.url();
    }

    /** A prefix that nobody has had. */
    public static String freshPrefix() {
        return "t" + PREFIXES.incrementAndGet();
    }

    /** A link to the shared Redis. */
    public static RedisLink link(Vertx vertx) {
        return RedisLink.of(vertx, settings(SHARED));
    }

    /** Long timeouts, so that no test is about how fast Redis is; one that is gone is noticed at once all the same. */
    public static RedisSettings settings(LocalRedis redis) {
        return settings(redis, Duration.ofSeconds(20));
    }

    /** For a Redis that hangs. */
    public static RedisSettings settings(LocalRedis redis, Duration timeout) {
        return new RedisSettings(Secret.of(redis.url()), timeout, timeout, "hpp");
    }

    /** The file that a Redis with this directory writes to now: of several (Redis 7) the last, or the only one. */
    public static Path appendOnlyFile(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".incr.aof") || file.endsWith("appendonly.aof"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A directory that is gone when the JVM ends. */
    private static Path temporary() {
        try {
            Path folder = Files.createTempDirectory("hpp-redis");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A temporary directory; the system cleans it.
        }
    }
}
