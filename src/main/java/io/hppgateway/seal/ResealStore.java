package io.hppgateway.seal;

import io.hppgateway.redis.Args;
import io.hppgateway.redis.Namespace;
import io.hppgateway.redis.RedisLink;
import io.hppgateway.redis.Script;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a walk over everything sealed asks of Redis. It has no keys of its own. */
final class ResealStore {
    private static final Script SCAN = Script.load("lua/reseal-scan.lua");
    private static final Script PUT = Script.load("lua/reseal-put.lua");
    private static final Script TRIM = Script.load("lua/reseal-trim.lua");

    private final RedisLink redis;
    private final String pattern;

    ResealStore(RedisLink redis, Namespace names) {
        this.redis = redis;
        this.pattern = names.bucket(0).replace("{b00}", "{b[0-9][0-9]}") + "*";
    }

    /** A key of each server that holds any of ours. */
    Future<List<String>> servers() {
        var keys = new ArrayList<String>();
        return redis.askMasters(key -> {
                    keys.add(key);
                    return Request.cmd(Command.PING);
                })
                .map(told -> List.copyOf(keys));
    }

    /** A cursor and keys. */
    Future<Response> scan(String server, String cursor, int page) {
        return redis.run(SCAN, List.of(server), Args.of(cursor, pattern).add(page))
                .map(Objects::requireNonNull);
    }

    /** The field {@code tenant}, then these. */
    Future<Response> fields(String key, List<String> fields) {
        var request = Request.cmd(Command.HMGET).arg(key).arg("tenant");
        fields.forEach(request::arg);
        return redis.send(request).map(Objects::requireNonNull);
    }

    /** A cursor, and fields and values in turn. */
    Future<Response> hashPage(String key, String cursor, int page) {
        return redis.send(Request.cmd(Command.HSCAN)
                        .arg(key)
                        .arg(cursor)
                        .arg("COUNT")
                        .arg(page))
                .map(Objects::requireNonNull);
    }

    /** Entries of a stream from this id on. */
    Future<Response> entries(String key, String from, int page) {
        return redis.send(Request.cmd(Command.XRANGE)
                        .arg(key)
                        .arg(from)
                        .arg("+")
                        .arg("COUNT")
                        .arg(page))
                .map(Objects::requireNonNull);
    }

    /** Milliseconds that a key has left, negative for one that has no end. */
    Future<Long> left(String key) {
        return redis.send(Request.cmd(Command.PTTL).arg(key))
                .map(answer -> Objects.requireNonNull(answer).toLong());
    }

    Future<@Nullable Response> trim(String stream, Duration retention) {
        return redis.run(TRIM, List.of(stream), new Args().add(retention.toMillis()));
    }

    /** False when something else stands there than was read. It is with as many replicas as an accepted event. */
    Future<Boolean> put(String key, String field, Buffer read, Buffer fresh) {
        return redis.runConfirmed(PUT, List.of(key), Args.of(field).add(read).add(fresh))
                .map(answer -> Objects.requireNonNull(answer).toInteger() == 1);
    }
}
